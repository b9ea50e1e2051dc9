import { randomUUID } from 'node:crypto'
import { caughtUp, checkpoint, confirmation, eventAnswer, failure, failureOfHandler, streamDeleted } from './answers.ts'
import type { Behaviour } from './behaviour.ts'
import type { BookedEvent, EventBook } from './eventBook.ts'
import { isReadable, type ReadCall } from './readRpc.ts'

export interface Filter {
  on: 'stream' | 'type'
  prefixes: string[]
  regex: RegExp | null
  everyScanned: number
}

export interface SubscriptionRequest {
  /** Null: `$all`. */
  stream: string | null
  after: number | 'start' | 'end'
  prepare: number
  filter: Filter | null
}

interface Source {
  book: EventBook
  behaviour: Behaviour
}

const tooSlow = 'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.'

export const passes = (filter: SubscriptionRequest['filter'], { stream, type }: BookedEvent): boolean => {
  if (filter === null) return true
  const text = filter.on === 'stream' ? stream : type
  return filter.regex?.test(text) ?? filter.prefixes.some((prefix) => text.startsWith(prefix))
}

/** Index in the source of the first event after where the subscription begins: exclusive, but for one case of 24.2.0. */
const firstIndex = ({ book, behaviour }: Source, { stream, after, prepare }: SubscriptionRequest): number => {
  const events = stream === null ? book.events : (book.stream(stream)?.events ?? [])
  if (after === 'end') return events.length
  if (after === 'start') return stream === null ? 0 : (book.stream(stream)?.hiddenBefore ?? 0)
  if (stream !== null) return Math.min(after + 1, events.length)
  const index = book.indexAt(after)
  const isRedelivered = behaviour.version === '24.2.0' && prepare === 0 && after !== 0
  return events[index]?.position === after && !isRedelivered ? index + 1 : index
}

/** Delivers stored events, says so when it has caught up, and goes on with live ones until it is cancelled or dropped. */
export const subscribe = (call: ReadCall, source: Source, request: SubscriptionRequest): void => {
  const { book, behaviour } = source
  const { stream, after, filter } = request
  const events = (): readonly BookedEvent[] => (stream === null ? book.events : (book.stream(stream)?.events ?? []))
  if (stream === null && typeof after === 'number' && !isReadable(book, after))
    return void call.emit(
      'error',
      behaviour.version === '23.10.8' ? failureOfHandler() : failure(3, 'Trying to read from an invalid position.'),
    )
  if (stream !== null && book.stream(stream)?.isTombstoned === true)
    return void call.emit('error', streamDeleted(stream))
  let next = firstIndex(source, request)
  let scanned = 0
  let isLive = false
  let isOver = false
  const stop = (): void => {
    isOver = true
    unlisten()
  }
  const drop = (failed: ReturnType<typeof failure>): void => {
    stop()
    call.emit('error', failed)
  }
  const deliver = (event: BookedEvent): boolean => {
    let mayGoOn = true
    if (passes(filter, event)) mayGoOn = call.write(eventAnswer(event))
    if (filter !== null && ++scanned % filter.everyScanned === 0)
      mayGoOn = call.write(checkpoint(event.position, isLive ? event.position : 0)) && mayGoOn
    return mayGoOn
  }
  const pump = (): void => {
    if (isOver || behaviour.isMute) return
    const behind = events().length - next
    if (isLive && behind > behaviour.liveBuffer) {
      if (behaviour.version === '23.10.8') return drop(failure(10, tooSlow))
      isLive = false
    }
    while (next < events().length && !call.writableNeedDrain) {
      const event = events()[next++]!
      if (!deliver(event)) break
    }
    if (stream !== null && book.stream(stream)?.isTombstoned === true) return drop(streamDeleted(stream))
    if (call.writableNeedDrain) return
    if (!isLive && (stream === null || events().length > 0)) {
      isLive = true
      scanned = 0
      call.write(caughtUp())
    }
  }
  call.write(confirmation(randomUUID()))
  const unlisten = book.onWritten(() => setImmediate(pump))
  call.on('drain', pump)
  call.on('cancelled', stop)
  call.on('close', stop)
  pump()
}
