import pLimit from 'p-limit'
import type { AllStreamRecordedEvent, Direction, EventStoreDBClient, ReadStreamOptions } from '@eventstore/db-client'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '../eventStore.ts'
import { clientLibrary } from './clientLibrary.ts'
import { collectRead, silenceMs } from './collectRead.ts'
import { isNoBoundary, isOfType } from './passing.ts'
import type { RenewableClient } from './renewableClient.ts'
import { fromServer, isOurs, positionOf } from './storedForm.ts'
import { withTypes } from './typesOnly.ts'
import { type Patience, untilAnswered } from './untilAnswered.ts'

/** Any event in the server's log, with its position. */
export interface RawEvent {
  position: Position
  /** Null: the event is not Rollcall's. */
  event: StoredEvent | null
}

export interface Reads {
  /** @throws CodedError store-unavailable */
  stream(stream: string, from: number, most?: number): Promise<StoredEvent[]>
  /** The last `most` events of a stream, in order. @throws CodedError store-unavailable */
  streamEnd(stream: string, most: number): Promise<StoredEvent[]>
  /** All applications' events from a position on, inclusive. @throws Error when no event begins there */
  forwards(from: Position, count: number): Promise<RawEvent[]>
  /** Like `forwards`, but only events whose types begin with one of these names; the server filters them. */
  ofTypes(from: Position, count: number, types: readonly string[]): Promise<RawEvent[]>
  /** All applications' events before a position (exclusive) or before the end, newest first. */
  backwards(before: Position | null, count: number): Promise<RawEvent[]>
  at(positions: readonly Position[]): Promise<StoredEvent[]>
}

/** Only the leader may answer: a follower may not yet have events that were already acknowledged. */
const options = { requiresLeader: true }
const readsAtOnce = 32

const placeOf = (position: Position) => ({ commit: BigInt(position), prepare: BigInt(position) })

const toRaw = (event: AllStreamRecordedEvent): RawEvent => ({
  position: positionOf(event.position),
  event: isOurs(event) ? fromServer(event) : null,
})

const ourOwn = (stream: string, event: AllStreamRecordedEvent): StoredEvent => {
  if (!isOurs(event))
    throw new Error(`Revision ${event.revision} of ${stream} in KurrentDB is not an event of Rollcall's`)
  return fromServer(event)
}

const foreignPosition = (position: Position, cause: unknown): Error =>
  new Error(
    `No event stands at position ${position} of KurrentDB's log: the position is from another log. ` +
      'A database keeps the positions of the log it was begun with.',
    { cause },
  )

export const readEvents = (clients: RenewableClient, patience: Patience): Reads => {
  const { BACKWARDS, END, FORWARDS, START } = clientLibrary()
  const read = (work: (client: EventStoreDBClient) => Parameters<typeof collectRead>[0]) =>
    untilAnswered(patience, () => clients.use(async (client) => collectRead(work(client)), 10 * silenceMs))
  const readAll = (from: Position | null, direction: Direction, maxCount: number) => {
    const fromPosition = from === null ? END : from === 0 ? START : placeOf(from)
    return read((client) => client.readAll({ ...options, fromPosition, direction, maxCount }))
  }
  const foreign =
    (from: Position) =>
    (error: unknown): never => {
      throw isNoBoundary(error) ? foreignPosition(from, error) : error
    }
  const oneAt = async (position: Position): Promise<StoredEvent[]> => {
    const [found] = await readAll(position, FORWARDS, 1).catch((error: unknown) => {
      if (isNoBoundary(error)) return []
      throw error
    })
    const event = found === undefined ? null : toRaw(found).event
    return event?.position === position ? [event] : []
  }
  const inLane = pLimit(readsAtOnce)
  const readStream = async (stream: string, how: ReadStreamOptions): Promise<StoredEvent[]> => {
    const events = await read((client) => client.readStream(stream, { ...options, ...how })).catch((error: unknown) => {
      if (isOfType(error, 'stream-not-found')) return []
      throw error
    })
    return events.map((event) => ourOwn(stream, event))
  }
  return {
    stream: (stream, from, maxCount = Number.MAX_SAFE_INTEGER) =>
      readStream(stream, { fromRevision: from === 0 ? START : BigInt(from), maxCount }),
    streamEnd: async (stream, maxCount) =>
      (await readStream(stream, { fromRevision: END, direction: BACKWARDS, maxCount })).toReversed(),
    async forwards(from, count) {
      return (await readAll(from, FORWARDS, count).catch(foreign(from))).map(toRaw)
    },
    async ofTypes(from, maxCount, types) {
      const fromPosition = from === 0 ? START : placeOf(from)
      const events = read((client) =>
        withTypes(client, types).readAll({ ...options, fromPosition, direction: FORWARDS, maxCount }),
      )
      return (await events.catch(foreign(from))).map(toRaw)
    },
    backwards: async (before, count) => (await readAll(before, BACKWARDS, count)).map(toRaw),
    async at(positions) {
      const wanted = [...new Set(positions)].filter((position) => position > 0).sort((one, other) => one - other)
      return (await Promise.all(wanted.map((position) => inLane(() => oneAt(position))))).flat()
    },
  }
}
