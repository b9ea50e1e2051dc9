import { z } from 'zod'
import { derivationSchema } from './passphraseKey.ts'

/**
 * A backup file: `magic`, the header's length (4 bytes) and the header (JSON, clear); then chunks, each with its length before it
 * (4 bytes). A chunk is a section's name and rows, a line each, deflated and sealed with AES-256-GCM under the passphrase's key.
 *
 * Chunks are numbered in their nonces and the last one is marked there (the STREAM construction of Hoang, Reyhanitabar, Rogaway
 * and Vizár, 2015); the header's hash is authenticated with each. So a chunk that was altered, left out, doubled, moved or taken
 * from another file does not open, and a file that was cut does not end.
 */
export const magic = Buffer.from('ROLLCALL BACKUP\n')

/** Raised when an older release could not make sense of the file. */
export const backupFormat = 1

export const headerSchema = z.object({
  format: z.literal(backupFormat),
  backupId: z.uuid(),
  /** The release that wrote it. */
  release: z.string(),
  /** Number of the newest migration that its database had. */
  schema: z.int().positive(),
  takenAt: z.iso.datetime({ precision: 3 }),
  /** The log is whole up to here. */
  position: z.int().nonnegative(),
  derivation: derivationSchema,
})
export type BackupHeader = z.infer<typeof headerSchema>

/** What can be told of files of any format. */
export const anyHeaderSchema = z.object({ format: z.int(), release: z.string().catch('another release') })

/** Sections of a backup beside the tables' names, in the file's order: the master key, the tables, the events. */
export const masterKeySection = 'master-key'
export const eventsSection = 'events'
/** Last chunk's section; its only row is the trailer. */
export const trailerSection = 'end'
export const trailerSchema = z.object({ rows: z.record(z.string(), z.int().nonnegative()), digest: z.string() })
/** How many rows each section has, and the digest of the log (`logDigest`). */
export type BackupTrailer = z.infer<typeof trailerSchema>

/** Rows are gathered into chunks of about this size, in characters. */
export const chunkCharacters = 1 << 19
/** Nothing we write comes near; a longer one is damage. */
export const longestChunkBytes = 1 << 26
export const longestHeaderBytes = 1 << 16

/** The file is not what it should be: wrong passphrase, damage, another format. The message says what to do. */
export class BackupUnreadable extends Error {
  override readonly name = 'BackupUnreadable'
}
