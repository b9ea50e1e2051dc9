import type { Position } from '#events/envelope.ts'
import type { Randomness } from '#services/ambient/clock.ts'
import type { WriteInOrder } from '#services/eventStore/appendInOrder.ts'
import { type Copied, copyLog, digestStored, LogsDiffer, pagesOf } from '#services/eventStore/copyLog.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { beginEpoch, settleStore, type Store } from '#services/postgres/installation.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { newEpoch, type Phase, type Report } from './restoreBackup.ts'
import { resetDerived } from './resetDerived.ts'

export interface MoveRequest {
  source: Pick<EventLog, 'head' | 'readAll'>
  target: Pick<EventLog, 'head' | 'readAll'>
  write: WriteInOrder
  /** They hold keys, secrets and views, whichever store holds the log. */
  databases: Pick<Databases, 'owner' | 'installation'>
  /** The engine of the target. */
  store: Store
  random: Pick<Randomness, 'bytes'>
  phase: Phase
}

/** Reads the source up to its head and reports the progress. */
const readTo = async function* (
  { source }: MoveRequest,
  head: Position,
  report: Report,
): AsyncGenerator<readonly StoredEvent[]> {
  for await (const page of pagesOf(source, head)) {
    yield page
    await report(page.at(-1)!.position, head)
  }
}

/**
 * Copies the log to another store, compares what is stored there, then makes that store the installation's. From then
 * on readers begin at the log's beginning, and older positions are refused. If the process is killed before that,
 * nothing has changed for the source, and the same command goes on where the copy stopped.
 * @throws LogsDiffer, Error when somebody appends to the source meanwhile
 */
export const moveLog = async (request: MoveRequest): Promise<Copied> => {
  const { source, target, write, databases, store, random, phase } = request
  const { owner, installation } = databases
  const head = await source.head()
  const copied = await phase('Copying the log', (report) =>
    copyLog({ source: readTo(request, head, report), target, write }),
  )
  const digest = await phase('Reading it again from the target', (report) =>
    digestStored(target, copied.events, (events) => report(events, copied.events)),
  )
  if (digest !== copied.digest) throw new LogsDiffer('What the target stored is not what the source holds.')
  if ((await source.head()) !== head)
    throw new Error('Somebody appends to the source. Stop every Rollcall that uses it, then run the command again.')
  await transaction(owner, async (connection) => {
    await resetDerived(connection)
    await settleStore(connection, store)
    await beginEpoch(connection, newEpoch(installation.epoch, random))
  })
  return copied
}
