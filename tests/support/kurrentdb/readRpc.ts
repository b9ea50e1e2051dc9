import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js'
import {
  eventAnswer,
  failure,
  type Failure,
  failureOfHandler,
  nameOf,
  streamDeleted,
  streamNotFound,
} from './answers.ts'
import { type Appending, denied, notLeader } from './appendRpcs.ts'
import type { Behaviour } from './behaviour.ts'
import type { BookedEvent, EventBook, StreamBook } from './eventBook.ts'
import type { ReadReq, ReadResp } from './messages.ts'
import { type Filter, passes, type subscribe, type SubscriptionRequest } from './subscription.ts'

export type ReadCall = ServerWritableStream<InstanceType<typeof ReadReq>, InstanceType<typeof ReadResp>>
type Options = NonNullable<ReturnType<InstanceType<typeof ReadReq>['getOptions']>>
type StreamOptions = NonNullable<ReturnType<Options['getStream']>>
type AllOptions = NonNullable<ReturnType<Options['getAll']>>

const filterOf = (options: Options): Filter | null => {
  const filter = options.getFilter()
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType()
  if (filter === undefined || expression === undefined) return null
  return {
    on: filter.hasStreamIdentifier() ? 'stream' : 'type',
    prefixes: expression.getPrefixList(),
    regex: expression.getRegex() === '' ? null : new RegExp(expression.getRegex()),
    everyScanned: (filter.hasMax() ? filter.getMax() : 32) * filter.getCheckpointintervalmultiplier(),
  }
}

const backwards = 1
const end = Number.POSITIVE_INFINITY

const isVisible =
  ({ hiddenBefore }: StreamBook) =>
  ({ revision }: BookedEvent): boolean =>
    Number(revision) >= hiddenBefore

const readStream = (book: EventBook, options: Options, from: StreamOptions): BookedEvent[] | Failure | string => {
  const name = nameOf(from.getStreamIdentifier())
  const found = book.stream(name)
  if (found?.isTombstoned === true) return streamDeleted(name)
  const events = found?.events.filter(isVisible(found)) ?? []
  if (events.length === 0) return name
  const isBack = options.getReadDirection() === backwards
  if (options.getCount() === '0' || (!isBack && from.hasEnd())) return failure(2, 'Unexpected ReadStreamResult: Error')
  const first = from.hasEnd() ? end : from.hasStart() ? 0 : Number(from.getRevision())
  return isBack
    ? events.filter(({ revision }) => Number(revision) <= first).toReversed()
    : events.filter(({ revision }) => Number(revision) >= first)
}

/** A position where no record begins is an error; past the end there is nothing. */
export const isReadable = (book: EventBook, position: number): boolean =>
  position === 0 || position >= book.end() || book.isBoundary(position)

const readAll = (
  book: EventBook,
  { version }: Behaviour,
  options: Options,
  from: AllOptions,
): BookedEvent[] | Failure => {
  const isBack = options.getReadDirection() === backwards
  const at = from.hasEnd() ? end : from.hasStart() ? 0 : Number(from.getPosition()?.getCommitPosition())
  if (options.getCount() === '0') return failure(2, 'Unexpected ReadAllResult: Error')
  if (at !== end && !isReadable(book, at))
    return failure(2, `Unexpected ReadAllResult: ${version === '23.10.8' ? 'Error' : 'InvalidPosition'}`)
  const index = at === end ? book.events.length : book.indexAt(at)
  const filter = filterOf(options)
  // To the end of the log or of the count, whatever is between.
  if (filter !== null && !isBack)
    return book.events
      .slice(index)
      .filter((event) => passes(filter, event))
      .slice(0, Number(options.getCount()))
  const count = Math.min(Number(options.getCount()), book.events.length)
  // Forwards the event at the position comes too, backwards it does not.
  return isBack
    ? book.events.slice(Math.max(0, index - count), index).toReversed()
    : book.events.slice(index, index + count)
}

/** Resolves when the client takes more, and now and then for who looks whether it has gone. It leaves no listener behind. */
const drained = async (call: ReadCall): Promise<void> => {
  const waiting = new AbortController()
  const { signal } = waiting
  await Promise.race([once(call, 'drain', { signal }), pause(50, undefined, { signal })]).catch(() => undefined)
  waiting.abort()
}

/** Writes as fast as the client takes it; false when the client has gone. */
const send = async (call: ReadCall, events: readonly BookedEvent[]): Promise<boolean> => {
  for (const event of events) {
    if (call.cancelled) return false
    if (call.write(eventAnswer(event))) continue
    while (!call.cancelled && call.writableNeedDrain) await drained(call)
  }
  return !call.cancelled
}

const fail = (call: ReadCall, failed: Failure): void => void call.emit('error', failed)

const subscriptionOf = (options: Options): SubscriptionRequest => {
  const stream = options.getStream()
  const all = options.getAll()
  const from = stream ?? all
  const at = stream === undefined ? all?.getPosition()?.getCommitPosition() : stream.getRevision()
  return {
    stream: stream === undefined ? null : nameOf(stream.getStreamIdentifier()),
    after: from?.hasStart() === true ? 'start' : from?.hasEnd() === true ? 'end' : Number(at),
    prepare: Number(all?.getPosition()?.getPreparePosition() ?? 0),
    filter: filterOf(options),
  }
}

/** `Read`: streams and `$all`, both directions, and subscriptions. */
export const read =
  (
    { book, behaviour }: Appending,
    follow: typeof subscribe,
  ): handleServerStreamingCall<InstanceType<typeof ReadReq>, InstanceType<typeof ReadResp>> =>
  async (call) => {
    call.on('error', () => undefined)
    const options = call.request.getOptions()
    const wantsLeader = call.metadata.get('requires-leader')[0] === 'true'
    const refused = denied(behaviour, call.metadata) ?? (wantsLeader ? notLeader(behaviour) : null)
    if (options === undefined) return fail(call, failureOfHandler())
    if (refused !== null) return fail(call, refused)
    if (options.hasSubscription()) return follow(call, { book, behaviour }, subscriptionOf(options))
    while (behaviour.isHolding) await pause(5)
    const [stream, all] = [options.getStream(), options.getAll()]
    const found = stream === undefined ? readAll(book, behaviour, options, all!) : readStream(book, options, stream)
    if (typeof found === 'string') call.write(streamNotFound(found))
    else if ('code' in found) return fail(call, found)
    else if (!(await send(call, stream === undefined ? found : found.slice(0, Number(options.getCount()))))) return
    call.end()
  }
