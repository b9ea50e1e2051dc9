import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from '../eventStore.ts'
import type { RawEvent, Reads } from './readEvents.ts'

const smallestChunk = 16
const largestChunk = 4_096
const mostRemembered = 64

/**
 * Remembers where a reader may skip the server's own events: position of an event of ours -> position of the last event
 * seen behind it.
 */
const skips = () => {
  const remembered = new Map<Position, Position>()
  return {
    from: (after: Position): Position => remembered.get(after) ?? after,
    keep(after: Position, seen: Position): void {
      remembered.delete(after)
      if (seen === after) return
      remembered.set(after, seen)
      const [oldest] = remembered.keys()
      if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest)
    },
  }
}

/**
 * Finds Rollcall's events among all events in the server's log. A forward read begins with the event at the position,
 * which was read before, and it has no filter; without `skips`, each look would read the statistics that the server
 * writes during a quiet week again.
 */
export const scanLog = (reads: Pick<Reads, 'forwards' | 'ofTypes' | 'backwards'>) => {
  const skip = skips()
  /** Position of our newest event, as far as the log was looked at. */
  let newest: Position = 0
  let lookedTo: Position = 0

  const see = (found: Position, to: Position): void => {
    newest = Math.max(newest, found)
    lookedTo = Math.max(lookedTo, to)
  }
  const readAll: EventLog['readAll'] = async ({ after, limit }) => {
    const found: StoredEvent[] = []
    let from = skip.from(after)
    for (let count = limit + 1; found.length < limit; count = Math.min(2 * count, largestChunk)) {
      const chunk = await reads.forwards(from, count)
      for (const { position, event } of chunk) if (position > from && event !== null) found.push(event)
      from = chunk.at(-1)?.position ?? from
      if (chunk.length < count) break
    }
    const last = found.at(-1)?.position ?? after
    see(last, from)
    if (found.length <= limit) skip.keep(last, from)
    return found.slice(0, limit)
  }
  const head = async (): Promise<Position> => {
    const isKnown = ({ position }: RawEvent): boolean => position <= lookedTo
    let top: Position | null = null
    let before: Position | null = null
    for (let count = smallestChunk; ; count = Math.min(8 * count, largestChunk)) {
      const chunk: RawEvent[] = await reads.backwards(before, count)
      top ??= chunk[0]?.position ?? 0
      const found = chunk.find(({ event }) => event !== null)?.position
      if (found !== undefined || chunk.length < count || chunk.some(isKnown)) {
        see(found ?? 0, top)
        return newest
      }
      before = chunk.at(-1)?.position ?? null
    }
  }
  /** Asks for one event more than wanted: the first may be the event at the position itself, which was read before. */
  const readTypes = async (after: Position, limit: number, types: readonly string[]) => {
    const found = await reads.ofTypes(skip.from(after), limit + 1, types)
    const isEnd = found.length <= limit
    const next = found.filter(({ position }) => position > after).slice(0, limit)
    const events = next.flatMap(({ event }) => (event !== null && types.includes(event.type) ? [event] : []))
    return { events, last: next.at(-1)?.position ?? after, isEnd }
  }
  const readEvery = async (after: Position, limit: number) => {
    const events = await readAll({ after, limit })
    return { events, last: events.at(-1)?.position ?? after, isEnd: events.length < limit }
  }
  /** The head is read first, so a wanted event that is not found must stand after it. */
  const readWanted: EventLog['readWanted'] = async ({ after, limit, types }) => {
    const end = await head()
    if (end <= after) return { events: [], upTo: end, head: end }
    const { events, last, isEnd } = await (types === null ? readEvery(after, limit) : readTypes(after, limit, types))
    return { events, upTo: isEnd ? Math.max(end, last) : last, head: end }
  }
  return { readAll, readWanted, head, newestSeen: () => newest, saw: (position: Position) => see(position, 0) }
}
