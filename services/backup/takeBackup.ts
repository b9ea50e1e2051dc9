import type { KeyObject } from 'node:crypto'
import type { Position } from '#events/envelope.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import { pagesOf } from '#services/eventStore/copyLog.ts'
import { eventLine, inOrderOfTime, logDigest } from '#services/eventStore/eventLine.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { noteBackup } from '#services/postgres/installation.ts'
import { newestMigration } from '#services/postgres/migrations.ts'
import { backupFormat, type BackupHeader, eventsSection, masterKeySection } from './backupFormat.ts'
import { keptTables } from './keptTables.ts'
import { newPassphraseKey } from './passphraseKey.ts'
import { inTableSnapshot, type TableSnapshot } from './tableSnapshot.ts'
import { type BackupWriter, createBackupFile, refuseTakenName } from './writeBackupFile.ts'

export interface BackupRequest {
  databases: Databases
  log: Pick<EventLog, 'head' | 'readAll'>
  masterKey: Buffer
  /** The file names the release. */
  release: string
  ambient: Ambient
  file: string
  passphrase: string
  /** Called with the position of the last event written and that of the backup's end. */
  onProgress: (position: Position, upto: Position) => Promise<void>
}

export interface BackupTaken {
  position: Position
  events: number
}

const writeTables = async (
  writer: BackupWriter,
  snapshot: TableSnapshot,
  counted: Record<string, number>,
): Promise<void> => {
  for (const table of keptTables) {
    counted[table.name] = 0
    for await (const rows of snapshot.rowsOf(table)) {
      await writer.write(table.name, rows)
      counted[table.name]! += rows.length
    }
  }
}

const writeLog = async (writer: BackupWriter, { log, onProgress }: BackupRequest, upto: Position) => {
  const digest = logDigest()
  const inTime = inOrderOfTime()
  let events = 0
  for await (const page of pagesOf(log, upto)) {
    const lines = page.map((event) => eventLine(inTime(event)))
    lines.forEach(digest.add)
    await writer.write(eventsSection, lines)
    events += page.length
    await onProgress(page.at(-1)!.position, upto)
  }
  return { events, digest: digest.value() }
}

const headerOf = async (request: BackupRequest): Promise<{ header: BackupHeader; key: KeyObject }> => {
  const { ambient, passphrase, release, log } = request
  // This takes a third of a second, so it comes first: the time between reading the head and the tables' snapshot is to
  // be short.
  const { key, derivation } = await newPassphraseKey(passphrase, ambient.random.bytes(16))
  const header: BackupHeader = {
    format: backupFormat,
    backupId: ambient.random.id(),
    release,
    schema: await newestMigration(),
    takenAt: instant(ambient.clock),
    position: await log.head(),
    derivation,
  }
  return { header, key }
}

/**
 * Writes a backup while Rollcall runs. It reads the log's head first, then the tables in one snapshot. Keys and secrets
 * are committed before the events that need them, so the snapshot holds whatever an event up to the head needs; in the
 * other order the keys of the newest people would be missing. Keys destroyed between the two moments are missing from
 * the backup too, so that nothing erased comes back. The log is read last: events up to the head never change.
 * @throws Error when the file exists or cannot be written; nothing is left behind
 */
export const takeBackup = async (request: BackupRequest): Promise<BackupTaken> => {
  const { databases, file, masterKey } = request
  await refuseTakenName(file)
  const { header, key } = await headerOf(request)
  const writer = await createBackupFile(file, header, key)
  try {
    const rows: Record<string, number> = {}
    await writer.write(masterKeySection, [JSON.stringify(masterKey.toString('base64'))])
    await inTableSnapshot(databases, (snapshot) => writeTables(writer, snapshot, rows))
    const { events, digest } = await writeLog(writer, request, header.position)
    await writer.end({ rows: { ...rows, [eventsSection]: events }, digest })
    await noteBackup(databases.owner)
    return { position: header.position, events }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}
