import { z } from 'zod'
import { derivationSchema } from './passphraseKey.ts'

/**
 * A backup file holds `magic`, the header's length (4 bytes), the header (JSON, not encrypted), then the chunks, each
 * behind its length (4 bytes). A chunk holds the name of its section and some rows, each on a line, deflated and sealed
 * with AES-256-GCM under the passphrase's key.
 *
 * The nonce holds the chunk's number and marks the last chunk (the STREAM construction of Hoang, Reyhanitabar, Rogaway
 * and Vizár, 2015); the header's hash is authenticated with each chunk. So a chunk that was altered, left out, doubled,
 * moved or taken from another file does not open, and a reader notices a file that was cut.
 */
export const magic = Buffer.from('ROLLCALL BACKUP\n')

/** Raise it when an older release could not read the new form of the file. */
export const backupFormat = 1

export const headerSchema = z.object({
  format: z.literal(backupFormat),
  backupId: z.uuid(),
  /** The release that wrote it. */
  release: z.string(),
  /** Number of the newest migration that its database had. */
  schema: z.int().positive(),
  takenAt: z.iso.datetime({ precision: 3 }),
  /** The backup holds every event up to this position. */
  position: z.int().nonnegative(),
  derivation: derivationSchema,
})
export type BackupHeader = z.infer<typeof headerSchema>

/** What a header says in files of any format. */
export const anyHeaderSchema = z.object({ format: z.int(), release: z.string().catch('another release') })

/** Sections of a backup beside the tables' names, in the file's order: the master key, the tables, the events. */
export const masterKeySection = 'master-key'
export const eventsSection = 'events'
/** The last chunk's section; its only row is the trailer. */
export const trailerSection = 'end'
export const trailerSchema = z.object({ rows: z.record(z.string(), z.int().nonnegative()), digest: z.string() })
/** How many rows each section has, and the digest of the log (`logDigest`). */
export type BackupTrailer = z.infer<typeof trailerSchema>

/** Rows are gathered into chunks of about this size, in characters. */
export const chunkCharacters = 1 << 19
/** A chunk we write is far smaller, so a longer one means that the file is damaged. */
export const longestChunkBytes = 1 << 26
export const longestHeaderBytes = 1 << 16

/** The file is not what it should be: wrong passphrase, damage, another format. The message says what to do. */
export class BackupUnreadable extends Error {
  override readonly name = 'BackupUnreadable'
}
