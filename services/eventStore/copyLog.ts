import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'
import type { WriteInOrder } from './appendInOrder.ts'
import { eventLine, type HistoryEvent, inOrderOfTime, logDigest } from './eventLine.ts'

export interface CopyRequest {
  /** Yields a whole log from its beginning, in order, some events at a time. */
  source: AsyncIterable<readonly HistoryEvent[]>
  target: Pick<EventLog, 'readAll' | 'head'>
  write: WriteInOrder
  /** Answers whether the target may hold this event behind the copy; absent: nothing may stand there. */
  mayFollow?: (event: StoredEvent) => boolean
  /** Called with the number of events that the target holds. */
  onProgress?: (events: number) => Promise<void>
}

export interface Copied {
  events: number
  /** Digest of the source, as `logDigest` makes it. */
  digest: string
}

/** The target holds events other than the source's. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer'
}

const pageEvents = 1_000

/** Reads a log from its beginning up to a position, in pages. */
export const pagesOf = async function* (
  log: Pick<EventLog, 'readAll'>,
  upto: Position = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<StoredEvent[]> {
  for (let after: Position = 0; after < upto;) {
    const page = await log.readAll({ after, limit: pageEvents })
    const wanted = page.filter(({ position }) => position <= upto)
    if (wanted.length > 0) yield wanted
    if (page.length < pageEvents || wanted.length < page.length) return
    after = page.at(-1)!.position
  }
}

/** Reads the events that the target holds already, one at a time. */
const present = (log: Pick<EventLog, 'readAll'>) => {
  const events = (async function* () {
    for await (const page of pagesOf(log)) yield* page
  })()
  return async (): Promise<StoredEvent | null> => {
    const next = await events.next()
    return next.done === true ? null : next.value
  }
}

const refuseRest = async (
  next: () => Promise<StoredEvent | null>,
  mayFollow: (event: StoredEvent) => boolean,
): Promise<void> => {
  for (let event = await next(); event !== null; event = await next())
    if (!mayFollow(event))
      throw new LogsDiffer(`The target holds more events than the source, from position ${event.position} on.`)
}

/**
 * Copies a log to another store. Ids, streams, revisions and times stay as they are; positions are the target's own. If
 * an earlier copy was interrupted, its events are compared one by one with the source, and the copy goes on behind
 * them. So the copy can be repeated at any point, and never writes behind events that are not the source's.
 * @throws LogsDiffer
 */
export const copyLog = async (request: CopyRequest): Promise<Copied> => {
  const { source, target, write, mayFollow = () => false, onProgress = async () => undefined } = request
  const next = present(target)
  const sourceTime = inOrderOfTime()
  const targetTime = inOrderOfTime()
  const digest = logDigest()
  let isBehindEnd = false
  let position: Position = await target.head()
  let events = 0

  /** Answers whether the target holds this event already at this place. @throws LogsDiffer when it holds another one */
  const holds = async (event: HistoryEvent, line: string): Promise<boolean> => {
    const there = isBehindEnd ? null : await next()
    isBehindEnd = there === null
    if (there === null) return false
    if (eventLine(targetTime(there)) === line) return true
    throw new LogsDiffer(
      `The target holds other events: at position ${there.position} stands ${there.type} of ${there.stream}, ` +
        `not ${event.type} of ${event.stream}.`,
    )
  }
  for await (const page of source) {
    const missing: HistoryEvent[] = []
    for (const given of page) {
      const event = sourceTime(given)
      const line = eventLine(event)
      digest.add(line)
      if (!(await holds(event, line))) missing.push(event)
    }
    if (missing.length > 0) position = await write(position, missing)
    events += page.length
    await onProgress(events)
  }
  if (!isBehindEnd) await refuseRest(next, mayFollow)
  return { events, digest: digest.value() }
}

/** Digest of a log's first `events` events, as they are stored. */
export const digestStored = async (
  log: Pick<EventLog, 'readAll'>,
  events: number,
  onProgress: (events: number) => Promise<void> = async () => undefined,
): Promise<string> => {
  const digest = logDigest()
  const inTime = inOrderOfTime()
  let read = 0
  for await (const page of pagesOf(log)) {
    for (const event of page.slice(0, events - read)) digest.add(eventLine(inTime(event)))
    read += page.length
    await onProgress(Math.min(read, events))
    if (read >= events) break
  }
  return digest.value()
}
