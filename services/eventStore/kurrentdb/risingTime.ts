import type { StorableEvent } from '../eventStore.ts'

export interface RisingTime {
  /** The newest time that this process knows to be in the log. */
  saw(at: string): void
  /** The same events, none earlier than what was seen or than the one before. */
  lift(events: readonly StorableEvent[]): StorableEvent[]
}

/**
 * Time never runs backwards for whoever decides: an event gets at least the time of the newest event that this process has read
 * or written. Whoever appends to a stream has read it up to there, so within a stream time never falls; across streams it may,
 * between processes, by as long as their tails are behind.
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
