import { z } from 'zod'
import { newestMigration } from '#services/postgres/migrations.ts'
import {
  type BackupHeader,
  type BackupTrailer,
  BackupUnreadable,
  trailerSchema,
  trailerSection,
  eventsSection,
  masterKeySection,
} from './backupFormat.ts'
import { tableOf } from './putBack.ts'
import type { OpenBackup } from './readBackupFile.ts'

/** A backup that was read to its end and found whole. */
export interface VerifiedBackup {
  backup: OpenBackup
  masterKey: Buffer
  events: number
  /** Digest of the log, as `logDigest` makes it. */
  digest: string
}

const refuseNewerSchema = async ({ schema, release }: BackupHeader): Promise<void> => {
  if (schema <= (await newestMigration())) return
  throw new BackupUnreadable(
    `This backup was written by a newer release of Rollcall (${release}). Restore it with that release or a later one.`,
  )
}

const refuseUnknown = (section: string): void => {
  if ([masterKeySection, eventsSection, trailerSection].includes(section) || tableOf(section) !== undefined) return
  throw new BackupUnreadable(`This release does not know the part ${section} of this backup.`)
}

const parse = <Result>(row: string | undefined, read: (json: unknown) => Result): Result => {
  try {
    return read(JSON.parse(row ?? ''))
  } catch (cause) {
    throw new BackupUnreadable('This backup does not hold what it should.', { cause })
  }
}

const masterKeyIn = (row: string | undefined): Buffer =>
  parse(row, (json) => Buffer.from(z.base64().length(44).parse(json), 'base64'))

const readAll = async (backup: OpenBackup, onProgress: (bytes: number, size: number) => Promise<void>) => {
  const counted: Record<string, number> = {}
  let masterKey: Buffer | undefined
  let trailer: BackupTrailer | undefined
  for await (const { section, rows, read } of backup.chunks()) {
    refuseUnknown(section)
    if (section === masterKeySection) masterKey = masterKeyIn(rows[0])
    else if (section === trailerSection) trailer = parse(rows[0], (json) => trailerSchema.parse(json))
    else counted[section] = (counted[section] ?? 0) + rows.length
    await onProgress(read, backup.size)
  }
  return { masterKey, trailer, counted }
}

/**
 * Reads the whole file once, before a restore changes anything. `onProgress` gets the bytes read so far and the file's
 * size.
 * @throws BackupUnreadable
 */
export const verifyBackup = async (
  backup: OpenBackup,
  onProgress: (bytes: number, size: number) => Promise<void>,
): Promise<VerifiedBackup> => {
  await refuseNewerSchema(backup.header)
  const { masterKey, trailer, counted } = await readAll(backup, onProgress)
  const isWhole = Object.entries(trailer?.rows ?? {}).every(([section, rows]) => (counted[section] ?? 0) === rows)
  if (masterKey === undefined || trailer === undefined || !isWhole)
    throw new BackupUnreadable('This backup does not hold what its end says.')
  return { backup, masterKey, events: trailer.rows[eventsSection] ?? 0, digest: trailer.digest }
}
