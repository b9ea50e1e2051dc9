import type { Clock } from '#services/ambient/clock.ts'
import type { EventLog } from './eventStore.ts'

/**
 * By how many seconds the log's newest event is later than now; 0: it is not. A process whose clock was fast wrote it, and
 * since time never goes back in the log, all events have that one time until it is past.
 */
export const logAheadSeconds = async (log: Pick<EventLog, 'head' | 'readAt'>, clock: Clock): Promise<number> => {
  const head = await log.head()
  const [newest] = head === 0 ? [] : await log.readAt([head])
  return newest === undefined ? 0 : Math.max(0, (Date.parse(newest.at) - clock.now()) / 1_000)
}
