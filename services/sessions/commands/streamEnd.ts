import QuickLRU from 'quick-lru'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import { noStream, type Appended, type EventStore } from '#services/eventStore/eventStore.ts'

/** Appends events whose truth does not depend on what the stream holds, wherever it ends. */
export type AppendAtEnd = (stream: string, events: NewEvent<RollcallEvent>[]) => Promise<Appended>

const attempts = 10

/**
 * Remembers where streams end; somebody else was first: reads on and appends there. One append of this process to a
 * stream is under way at a time, so a storm on one stream does not starve itself.
 * @throws CodedError busy when other processes are first ten times in a row
 */
export const appendAtEnd = (store: Pick<EventStore, 'append' | 'readStream'>): AppendAtEnd => {
  const ends = new QuickLRU<string, number>({ maxSize: 25_000 })
  const underWay = new Map<string, Promise<unknown>>()

  const findEnd = async (stream: string): Promise<void> => {
    const known = ends.get(stream) ?? noStream
    const events = await store.readStream(stream, known + 1)
    ends.set(stream, events.at(-1)?.revision ?? known)
  }
  const append = async (stream: string, events: NewEvent<RollcallEvent>[]): Promise<Appended> => {
    for (let attempt = 1; attempt <= attempts; attempt += 1)
      try {
        const appended = await store.append(stream, events, ends.get(stream) ?? noStream)
        ends.set(stream, appended.revision)
        return appended
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'stale-revision') throw error
        await findEnd(stream)
      }
    throw new CodedError('busy', { retryAfterSeconds: 1 })
  }
  return async (stream, events) => {
    const before = underWay.get(stream)
    const appended = (before ?? Promise.resolve()).catch(() => undefined).then(() => append(stream, events))
    underWay.set(stream, appended)
    try {
      return await appended
    } finally {
      if (underWay.get(stream) === appended) underWay.delete(stream)
    }
  }
}
