import type { StorableEvent } from '../eventStore.ts'

export interface RisingTime {
  /** Notes a time that this process has seen in the log. */
  saw(at: string): void
  /** Answers the same events; none gets a time earlier than any noted time, nor than the event before it. */
  lift(events: readonly StorableEvent[]): StorableEvent[]
}

/**
 * Keeps time from running backwards for whoever decides: an event gets at least the time of the newest event that this
 * process has read or written. A process reads a stream before it appends to it, so times never fall within a stream.
 * Across streams they may fall, by as much as another process's tail is behind.
 */
export const risingTime = (): RisingTime => {
  let newest = ''
  const saw = (at: string): void => {
    if (at > newest) newest = at
  }
  return {
    saw,
    lift(events) {
      let least = newest
      return events.map((event) => {
        if (event.at > least) least = event.at
        return event.at === least ? event : { ...event, at: least }
      })
    },
  }
}
