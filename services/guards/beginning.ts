import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import { openIfCurrent } from '#services/keys/openIfCurrent.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { Journal } from './journal.ts'

export interface Beginning {
  journal: Pick<Journal, 'ready' | 'keptSince' | 'applied'>
  tail: Pick<LogTail, 'waitFor'>
  log: Pick<EventLog, 'head'>
  positions: WirePositions
}

/**
 * Where a stream begins. A guard may know more than this process, which then reads on first: a set that lacks what the
 * guard knows already would let ended sessions in again.
 * @throws CodedError invalid-position, store-unavailable
 */
export const beginningOf = async (
  { journal, tail, log, positions }: Beginning,
  tenantId: string,
  sealed: string | undefined,
): Promise<Position | 'reset'> => {
  const asked = sealed === undefined ? null : openIfCurrent(positions, tenantId, sealed)
  await journal.ready()
  if (asked === null || asked < journal.keptSince()) return 'reset'
  if (asked <= journal.applied()) return asked
  // Nobody was told of a position beyond the log's end: the log was put back from a copy.
  if (asked > (await log.head())) return 'reset'
  await tail.waitFor(asked)
  return asked
}
