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
  /** Of keys, secrets and views, wherever the log is. */
  databases: Pick<Databases, 'owner' | 'installation'>
  /** The target's. */
  store: Store
  random: Pick<Randomness, 'bytes'>
  phase: Phase
}

/** The source, saying how far it is read. */
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
 * Copies the log to another store and compares what is stored there, then makes it the installation's: readers begin at its
 * beginning, and positions of before are refused. Killed at any point before that, nothing has changed for the source; the same
 * command goes on where the copy stopped.
 * @throws LogsDiffer, Error where somebody appends to the source meanwhile
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
