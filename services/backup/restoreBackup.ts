import { type Ambient, instant, type Randomness } from '#services/ambient/clock.ts'
import type { WriteInOrder } from '#services/eventStore/appendInOrder.ts'
import { copyLog, digestStored, LogsDiffer } from '#services/eventStore/copyLog.ts'
import { eventIn, type HistoryEvent } from '#services/eventStore/eventLine.ts'
import type { EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { beginEpoch, beginRestore, hasKeys, settleStore, type Store } from '#services/postgres/installation.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { eventsSection } from './backupFormat.ts'
import { putBack, tableOf } from './putBack.ts'
import { resetDerived } from './resetDerived.ts'
import { endRestoredSessions, isOfRestore, type RestoreOrigin, tenantCensus } from './tenantsRestored.ts'
import type { VerifiedBackup } from './verifyBackup.ts'

/** Reports how much is done, and of how much. */
export type Report = (done: number, total: number) => Promise<void>

/** Runs a piece of work. `doing` describes it to the operator, who also sees its progress. */
export type Phase = <Result>(doing: string, work: (report: Report) => Promise<Result>) => Promise<Result>

/**
 * A random epoch other than the one before. It is not counted up, because two restores of one backup must get two
 * epochs.
 */
export const newEpoch = (before: number, random: Pick<Randomness, 'bytes'>): number => {
  const epoch = random.bytes(4).readUInt32BE()
  return epoch === 0 || epoch === before ? newEpoch(before, random) : epoch
}

export interface RestoreRequest {
  verified: VerifiedBackup
  databases: Databases
  log: EventLog
  store: Pick<EventStore, 'append'>
  write: WriteInOrder
  /** The engine of the store that holds `log`. */
  engine: Store
  ambient: Ambient
  /** Builds the views anew from the log. */
  rebuild: () => Promise<void>
  phase: Phase
}

/**
 * Begins a restore, or answers the interrupted one of the same backup. @throws Error when the store holds something
 * else
 */
const begin = async ({ verified, databases, log, engine, ambient }: RestoreRequest): Promise<RestoreOrigin> => {
  const { backupId, takenAt } = verified.backup.header
  const { restoring } = databases.installation
  if (restoring !== null && restoring.backupId !== backupId)
    throw new Error(
      `The restore of another backup was begun here at ${restoring.at} and has not ended. Repeat that one, or restore into an empty store.`,
    )
  if (restoring !== null) return { restoreId: restoring.restoreId, takenAt }
  if ((await log.head()) !== 0 || (await hasKeys(databases.writer)))
    throw new Error(
      'There are events here already; a backup is restored into an empty store only. ' +
        'Set ROLLCALL_DATA to another folder, or DATABASE_URL (and KURRENTDB_URL) to empty ones.',
    )
  const restoreId = ambient.random.id()
  await transaction(databases.owner, async (connection) => {
    await resetDerived(connection)
    await settleStore(connection, engine)
    await beginRestore(connection, { backupId, restoreId, at: instant(ambient.clock) })
  })
  return { restoreId, takenAt }
}

/** Drops the signing keys: no access token signed here before may verify after the restore. */
const dropSigningKeys = (databases: Databases) =>
  databases.writer.query(`delete from token_keys where purpose = 'signing'`)

/**
 * Yields the events, and restores the other rows on the way: the file holds keys and secrets before the events that
 * need them.
 */
const restoredEvents = async function* (
  { verified, databases }: RestoreRequest,
  onEvent: (event: HistoryEvent) => void,
): AsyncGenerator<HistoryEvent[]> {
  for await (const { section, rows } of verified.backup.chunks()) {
    const table = tableOf(section)
    if (table !== undefined) await putBack(databases, table, rows)
    if (section !== eventsSection) continue
    const events = rows.map(eventIn)
    events.forEach(onEvent)
    yield events
  }
}

const copyEverything = async (request: RestoreRequest, origin: RestoreOrigin, report: Report) => {
  const { verified, log, write } = request
  const census = tenantCensus()
  const copied = await copyLog({
    source: restoredEvents(request, census.count),
    target: log,
    write,
    mayFollow: isOfRestore(origin),
    onProgress: (events) => report(events, verified.events),
  })
  return { ...copied, tenants: census.tenants() }
}

const refuseDifference = (stored: string, { digest }: VerifiedBackup): void => {
  if (stored !== digest)
    throw new LogsDiffer('The log was not stored as the backup holds it. Restore into another empty store.')
}

/**
 * Restores a verified backup into an empty store: first keys and secrets, then the log. Then it appends to every
 * tenant's log that the log was restored and that all sessions end. Then it rebuilds the views, and last it begins a
 * new epoch. If it is interrupted, nothing may run on the data that is there, and the same command goes on where it
 * stopped.
 * @throws Error, LogsDiffer
 */
export const restoreBackup = async (request: RestoreRequest): Promise<{ events: number; tenants: number }> => {
  const { verified, databases, log, store, ambient, rebuild, phase } = request
  const origin = await begin(request)
  await dropSigningKeys(databases)
  const { events, tenants } = await phase('Writing keys, secrets and the log', (report) =>
    copyEverything(request, origin, report),
  )
  const digest = await phase('Reading the log again', (report) =>
    digestStored(log, events, (read) => report(read, events)),
  )
  refuseDifference(digest, verified)
  await phase('Ending every session', () => endRestoredSessions(store, ambient, origin, tenants))
  await rebuild()
  await beginEpoch(databases.owner, newEpoch(databases.installation.epoch, ambient.random))
  return { events, tenants: tenants.length }
}
