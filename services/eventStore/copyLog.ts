import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'
import type { WriteInOrder } from './appendInOrder.ts'
import { eventLine, type HistoryEvent, inOrderOfTime, logDigest } from './eventLine.ts'

export interface CopyRequest {
  /** A whole log from its beginning, in order, some events at a time. */
  source: AsyncIterable<readonly HistoryEvent[]>
  target: Pick<EventLog, 'readAll' | 'head'>
  write: WriteInOrder
  /** What may stand behind the copy already; else nothing may. */
  mayFollow?: (event: StoredEvent) => boolean
  /** Told how many events are in the target. */
  onProgress?: (events: number) => Promise<void>
}

export interface Copied {
  events: number
  /** Of the source, as `logDigest` makes it. */
  digest: string
}

/** The target holds something else. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer'
}

const pageEvents = 1_000

/** A log from its beginning up to a position, in pages. */
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

/** What the target holds already, one after the other. */
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
 * Copies a log to another store: ids, streams, revisions and times as they are; positions are the target's own. What a copy that
 * was interrupted left there is compared, event by event, and gone on from; so a repeat at any point does no harm, and nothing is
 * written behind events that are not the source's.
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

  /** Whether the target holds this event already, in this place. */
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
