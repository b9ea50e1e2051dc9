import type { Position, Recorded } from '#events/envelope.ts'
import { notBeforeOf } from '#events/session/endings.ts'
import { type EventOfStream, type TenantStream, tenantStream, type UserStream, userStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import type { Decision } from '#services/commands/commandHandler.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { InvalidateSessions } from '#services/ports/identity.ts'

type Stream = UserStream | TenantStream
type Event = EventOfStream<Stream>
type Invalidation = Parameters<InvalidateSessions>[0]

/** An operation's ending of all sessions, and where it stands. */
interface Invalidated {
  operationId: string
  position: Position
  at: string
}

interface Invalidations {
  /** The user or tenant exists. */
  isKnown: boolean
  /** The latest that operations made. */
  latest: readonly Invalidated[]
}

/** An operation that is carried on by another process is carried on within seconds. */
const mostRemembered = 64

const evolve = ({ latest }: Invalidations, { type, data, position, at }: Recorded<Event>): Invalidations => {
  const operationId = type === 'SessionsInvalidated' ? data.operationId : null
  const added = operationId === null ? latest : [...latest, { operationId, position, at }].slice(-mostRemembered)
  return { isKnown: true, latest: added }
}

/** What a user's stream, or with `id` empty the tenant's, says of endings of all sessions. */
export const invalidationStreams: StreamType<Stream, Invalidations> = {
  kind: 'invalidations',
  version: 1,
  nameOf: (tenantId, userId) => (userId === '' ? tenantStream(tenantId) : userStream(tenantId, userId)),
  empty: { isKnown: false, latest: [] },
  fold: (state, events) => events.reduce(evolve, state),
  subjectOf: (_state, userId) => userId,
}

const madeBy = ({ operationId }: Invalidation, { latest }: Invalidations): Invalidated | undefined =>
  operationId === null ? undefined : latest.find((made) => made.operationId === operationId)

/** An operation ends them once, however often it is carried on. */
const decide =
  (command: Invalidation) =>
  (state: Invalidations, at: string): Decision<Event, Invalidated | null> => {
    if (!state.isKnown) throw new CodedError('not-found')
    const made = madeBy(command, state)
    if (made !== undefined) return { outcome: made, events: [] }
    const data = { ...command, except: [...command.except], notBefore: notBeforeOf(at) }
    return { outcome: null, events: [{ type: 'SessionsInvalidated', version: 1, data }] }
  }

export interface Invalidating {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  ambient: Ambient
  tail: Pick<LogTail, 'waitFor'>
}

/** People and tenants whose streams are remembered. */
const mostStreams = 5_000

/** A tail that is stuck is no reason to deny what is done: checks read the streams while it is not fresh. */
const appliedOrLate = (tail: Pick<LogTail, 'waitFor'>, position: number): Promise<void> =>
  tail.waitFor(position).catch(() => undefined)

/**
 * Ends every session of a user, or of the tenant, that started before and is not spared: one event, true at once.
 * The drain then says so in each session's own stream.
 * @throws CodedError not-found for a user or tenant that never was, busy
 */
export const invalidateSessions = ({ store, ambient, tail }: Invalidating): InvalidateSessions => {
  const { handle } = commandedStreams({ store, ambient, type: invalidationStreams, capacity: mostStreams })
  return async (command, metadata) => {
    const handled = await handle(command.userId ?? '', metadata, decide(command))
    const { position, at } = handled.outcome ?? handled
    await appliedOrLate(tail, position)
    return { position, revision: handled.revision, at }
  }
}
