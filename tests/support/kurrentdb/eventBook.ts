import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'

/** An event as the double keeps it; `position` is where its record begins in a log that is thought of as bytes. */
export interface BookedEvent {
  position: number
  stream: string
  /** A string where it does not fit a number: a tombstone stands at 2^63 - 1. */
  revision: number | string
  id: string
  type: string
  contentType: string
  /** Base64. */
  metadata: string
  data: string
  /** Ticks of 100 ns since 1970. */
  created: string
}
export type ProposedEvent = Pick<BookedEvent, 'id' | 'type' | 'contentType' | 'metadata' | 'data'>

export interface StreamBook {
  events: BookedEvent[]
  /** Events before this revision are hidden: the stream was deleted softly. */
  hiddenBefore: number
  isTombstoned: boolean
}

export interface EventBook {
  readonly events: readonly BookedEvent[]
  stream(name: string): StreamBook | undefined
  /** Writes without asking. Answers the position of the last record, also where there is no event in it. */
  write(stream: string, events: readonly ProposedEvent[]): number
  deleteSoftly(stream: string): number
  tombstone(stream: string): number
  /** A record begins exactly here. */
  isBoundary(position: number): boolean
  end(): number
  /** Index of the first event at or after a position. */
  indexAt(position: number): number
  onWritten(listener: () => void): () => void
}

const recordBytes = 96
const longest = '9223372036854775807'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const sizeOf = ({ data, metadata, type }: ProposedEvent): number =>
  Buffer.byteLength(data, 'base64') + Buffer.byteLength(metadata, 'base64') + 2 * type.length

type Line = BookedEvent | { record: number } | { hide: string; before: number } | { tombstone: string }

/** Lines written whole; what a killed process left half written is cut off. */
const readJournal = (file: string): Line[] => {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
  return whole
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
}

/** The log of the double, in memory and, with `file`, on disk before anything is acknowledged. */
export const eventBook = ({ file, id }: { file?: string; id: () => string }): EventBook => {
  const events: BookedEvent[] = []
  const streams = new Map<string, StreamBook>()
  const boundaries = new Set<number>()
  const listeners = new Set<() => void>()
  let next = 0

  const bookOf = (name: string): StreamBook => {
    const book = streams.get(name) ?? { events: [], hiddenBefore: 0, isTombstoned: false }
    streams.set(name, book)
    return book
  }
  const take = (line: Line): void => {
    if ('hide' in line) bookOf(line.hide).hiddenBefore = line.before
    else if ('tombstone' in line) bookOf(line.tombstone).isTombstoned = true
    else if ('record' in line) {
      boundaries.add(line.record)
      next = line.record + recordBytes
    } else {
      events.push(line)
      bookOf(line.stream).events.push(line)
      boundaries.add(line.position)
      next = line.position + recordBytes + sizeOf(line)
    }
  }
  const keep = (lines: readonly Line[]): void => {
    if (file !== undefined) appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    lines.forEach(take)
    listeners.forEach((listener) => listener())
  }
  const placed = (stream: string, proposed: readonly ProposedEvent[], revision?: string): BookedEvent[] => {
    const first = streams.get(stream)?.events.length ?? 0
    let position = next
    return proposed.map((event, index) => {
      const created = `${Date.now() * 10_000 + index}`
      const booked = { ...event, stream, revision: revision ?? first + index, position, created }
      position += recordBytes + sizeOf(event)
      return booked
    })
  }
  const write = (stream: string, proposed: readonly ProposedEvent[]): number => {
    const lines = proposed.length === 0 ? [{ record: next }] : placed(stream, proposed)
    keep(lines)
    return proposed.length === 0 ? next - recordBytes : events.at(-1)!.position
  }
  const system = (type: string, data: string): ProposedEvent => ({
    id: id(),
    type,
    contentType: 'application/json',
    metadata: '',
    data: base64(data),
  })
  const indexAt = (position: number): number => {
    let [low, high] = [0, events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (events[middle]!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  if (file !== undefined) readJournal(file).forEach(take)
  // Each start of a real server leaves such events, and nobody's log begins at 0.
  write('$epoch-information', [system('$epoch-information', '{}')])
  return {
    events,
    stream: (name) => streams.get(name),
    write,
    deleteSoftly(stream) {
      const before = bookOf(stream).events.length
      keep([{ hide: stream, before }, ...placed(`$$${stream}`, [system('$metadata', `{"$tb":${longest}}`)])])
      return events.at(-1)!.position
    },
    tombstone(stream) {
      keep([{ tombstone: stream }, ...placed(stream, [system('$streamDeleted', '')], longest)])
      return events.at(-1)!.position
    },
    isBoundary: (position) => boundaries.has(position),
    end: () => next,
    indexAt,
    onWritten(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
