import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'

/** How far a reader has read the log, and one event that it read. The event tells whether the log is still the same. */
export interface ReadMark {
  position: Position
  /** Null: the reader remembers no event. */
  event: MarkedEvent | null
}
export type MarkedEvent = Pick<StoredEvent, 'id' | 'position'>

export const nothingRead: ReadMark = { position: 0, event: null }

/** The mark of a reader that has read these events up to `position`; without events it keeps the event of before. */
export const markAfter = (before: ReadMark, events: readonly MarkedEvent[], position: Position): ReadMark => {
  const last = events.at(-1)
  return { position, event: last === undefined ? before.event : { id: last.id, position: last.position } }
}

/** True if the log is still the one that was read: it reaches the mark, and holds its event where that was read. */
export const isOfThisLog = async (
  log: Pick<EventLog, 'head' | 'readAt'>,
  { position, event }: ReadMark,
): Promise<boolean> => {
  if ((await log.head()) < position) return false
  if (event === null) return true
  const [found] = await log.readAt([event.position])
  return found?.id === event.id
}

/** The log is another than the one that was read: it was put back from a copy, and may have grown since. */
export class LogReplaced extends Error {
  constructor({ position }: ReadMark) {
    super(`The log was read up to position ${position} and is not what was read there: it was put back from a copy`)
    this.name = 'LogReplaced'
  }
}
