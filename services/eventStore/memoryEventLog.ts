import { CodedError } from '#services/ports/errors.ts'
import type { Appended, EventLog, StorableEvent, StoredEvent, Stretch } from './eventStore.ts'

const later = (at: string, than: string | undefined): string => (than !== undefined && than > at ? than : at)

/** The stored events right after `expected` when they are these same events; else undefined. */
const repeatOf = (stored: readonly StoredEvent[], events: readonly StorableEvent[], expected: number) => {
  const found = stored.slice(expected + 1, expected + 1 + events.length)
  const isRepeat = found.length === events.length && found.every((event, index) => event.id === events[index]?.id)
  return isRepeat ? found.at(-1) : undefined
}

/**
 * The log in this process's memory, for tests and for work that leaves nothing behind. It keeps the same rules as
 * PostgreSQL's.
 */
export const memoryEventLog = (): EventLog => {
  const log: StoredEvent[] = []
  const streams = new Map<string, StoredEvent[]>()
  const listeners = new Set<(stretch?: Stretch) => void>()

  const store = (name: string, events: readonly StorableEvent[]): Appended => {
    const stream = streams.get(name) ?? []
    streams.set(name, stream)
    for (const event of events) {
      const at = later(event.at, log.at(-1)?.at)
      const stored = { ...event, at, stream: name, revision: stream.length, position: log.length + 1 }
      stream.push(stored)
      log.push(stored)
    }
    return { position: log.length, revision: stream.length - 1 }
  }
  return {
    isGapless: true,
    async append(name, events, expectedRevision) {
      const stored = streams.get(name) ?? []
      if (stored.length - 1 === expectedRevision) {
        const after = log.length
        const appended = store(name, events)
        const stretch = { after, upTo: appended.position, types: new Set(events.map(({ type }) => type)) }
        listeners.forEach((onWake) => onWake(stretch))
        return appended
      }
      const repeated = repeatOf(stored, events, expectedRevision)
      if (repeated === undefined) throw new CodedError('stale-revision')
      return { position: repeated.position, revision: repeated.revision }
    },
    readStream: async (stream, from = 0, most) =>
      streams.get(stream)?.slice(from, most === undefined ? undefined : from + most) ?? [],
    readStreamEnd: async (stream, most) => streams.get(stream)?.slice(-most) ?? [],
    readAll: async ({ after, limit }) => log.slice(after, after + limit),
    async readWanted({ after, limit, types }) {
      const head = log.length
      const wanted = log.slice(after).filter(({ type }) => types?.includes(type) ?? true)
      const events = wanted.slice(0, limit)
      return { events, upTo: events.length < limit ? head : events.at(-1)!.position, head }
    },
    readAt: async (positions) =>
      [...new Set(positions)].sort((one, other) => one - other).flatMap((position) => log[position - 1] ?? []),
    head: async () => log.length,
    onAppended(onWake) {
      listeners.add(onWake)
      return () => void listeners.delete(onWake)
    },
  }
}
