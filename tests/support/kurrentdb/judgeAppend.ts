import type { BookedEvent, EventBook, ProposedEvent } from './eventBook.ts'

export type Expected = number | 'any' | 'noStream' | 'streamExists'

export type Judged =
  /** `revision` null: the stream does not exist, because nothing was written to it. */
  | { verdict: 'stored'; revision: number | null; position: number }
  | { verdict: 'wrong'; actual: number | null }
  | { verdict: 'deleted' }

/** `stored[from + i]` is `events[i]`, for all of them. */
const matchesFrom = (stored: readonly BookedEvent[], events: readonly ProposedEvent[], from: number): boolean =>
  from >= 0 && events.every(({ id }, index) => stored[from + index]?.id === id)

/** Where a repeat of this append would stand in the stream; below 0: nowhere. */
const repeatFrom = (stored: readonly BookedEvent[], events: readonly ProposedEvent[], expected: Expected): number => {
  if (expected === 'noStream') return 0
  if (typeof expected === 'number') return expected + 1
  return stored.findIndex(({ id }) => id === events[0]?.id)
}

/** The server's rules for an append, as observed: expected revision first, then whether it is a repeat. */
export const judgeAppend = (
  book: EventBook,
  { stream, events, expected }: { stream: string; events: readonly ProposedEvent[]; expected: Expected },
): Judged => {
  const found = book.stream(stream)
  if (found?.isTombstoned === true) return { verdict: 'deleted' }
  const stored = found?.events ?? []
  const current = stored.length - 1
  const isHidden = current >= 0 && (found?.hiddenBefore ?? 0) > current
  const from = repeatFrom(stored, events, expected)
  const isKnown = events.length > 0 && matchesFrom(stored, events, from)
  const isOverlapping = typeof expected === 'string' && expected !== 'noStream' && from >= 0 && !isKnown
  const asExpected = {
    any: !isOverlapping && !isKnown,
    streamExists: current >= 0 && !isHidden && !isOverlapping && !isKnown,
    noStream: current < 0 || isHidden,
  }
  if (typeof expected === 'number' ? current === expected : asExpected[expected]) {
    const position = book.write(stream, events)
    return { verdict: 'stored', position, revision: events.length + current < 0 ? null : current + events.length }
  }
  if (!isKnown) return { verdict: 'wrong', actual: current < 0 ? null : current }
  const last = stored[from + events.length - 1]!
  return { verdict: 'stored', revision: from + events.length - 1, position: last.position }
}
