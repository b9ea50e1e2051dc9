import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'

/** How far a reader is behind the log. */
export interface Lag {
  /** Events in the log after the reader's position. Where positions have gaps, at most `mostCounted` are counted. */
  events: number
  /** Age of the oldest of those events. */
  seconds: number
}

/** A reader that is further behind than this is judged by the seconds alone. */
const mostCounted = 1_000

export type LaggedLog = Pick<EventLog, 'readAll' | 'head' | 'isGapless'>

const ageOf = (event: StoredEvent | undefined, clock: Clock): number =>
  event === undefined ? 0 : Math.max(0, (clock.now() - Date.parse(event.at)) / 1_000)

/** The lag of a reader that has read up to a position. */
export const lagBehind = async (log: LaggedLog, clock: Clock, position: Position): Promise<Lag> => {
  const ahead = await log.readAll({ after: position, limit: log.isGapless ? 1 : mostCounted })
  const events = log.isGapless && ahead.length > 0 ? (await log.head()) - position : ahead.length
  return { events, seconds: ageOf(ahead[0], clock) }
}
