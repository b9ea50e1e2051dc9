import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Journal } from './journal.ts'

export interface Beginning {
  journal: Pick<Journal, 'ready' | 'keptSince' | 'applied'>
  tail: Pick<LogTail, 'waitFor'>
  log: Pick<EventLog, 'head'>
  positions: WirePositions
}

/** Null: of a log that is no more. */
const openPosition = (positions: WirePositions, tenantId: string, sealed: string): Position | null => {
  try {
    return positions.open(tenantId, sealed)
  } catch (error) {
    if (error instanceof CodedError && error.code === 'position-reset') return null
    throw error
  }
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
  const asked = sealed === undefined ? null : openPosition(positions, tenantId, sealed)
  await journal.ready()
  if (asked === null || asked < journal.keptSince()) return 'reset'
  if (asked <= journal.applied()) return asked
  // Nobody was told of a position beyond the log's end: the log was put back from a copy.
  if (asked > (await log.head())) return 'reset'
  await tail.waitFor(asked)
  return asked
}
