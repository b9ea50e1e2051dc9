import type { Position, Recorded } from '#events/envelope.ts'
import { notBeforeOf } from '#events/session/endings.ts'
import { type EventOfStream, type TenantStream, tenantStream, type UserStream, userStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import type { Decision } from '#services/commands/commandHandler.ts'
import type { KeptContext } from '#services/commands/keptContext.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { InvalidateSessions } from '#services/ports/endings.ts'

type Stream = UserStream | TenantStream
type Event = EventOfStream<Stream>
type Invalidation = Parameters<InvalidateSessions>[0]

/** An operation's ending of all sessions, and its place in the log. */
interface Invalidated {
  operationId: string
  position: Position
  at: string
}

interface Invalidations {
  /** The user or tenant exists. */
  isKnown: boolean
  /** The latest endings made by operations, oldest first. */
  latest: readonly Invalidated[]
}

/** Enough, because another process carries an abandoned operation on within seconds. */
const mostRemembered = 64

const evolve = ({ latest }: Invalidations, { type, data, position, at }: Recorded<Event>): Invalidations => {
  const operationId = type === 'SessionsInvalidated' ? data.operationId : null
  const added = operationId === null ? latest : [...latest, { operationId, position, at }].slice(-mostRemembered)
  return { isKnown: true, latest: added }
}

/** The endings of all sessions in a user's stream, or in the tenant's stream when the id is empty. */
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

/** An operation ends all sessions only once, however often processes carry it on. */
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
  /** Absent: no command comes from a place. */
  keptContext?: KeptContext
  tail: Pick<LogTail, 'waitFor'>
}

/** Most people and tenants whose streams are remembered. */
const mostStreams = 5_000

/**
 * The ending stands in the log, so a tail that is stuck must not make the command fail. Checks read the streams until
 * the tail is fresh.
 */
const appliedOrLate = (tail: Pick<LogTail, 'waitFor'>, position: number): Promise<void> =>
  tail.waitFor(position).catch(() => undefined)

/**
 * Ends every earlier session of a user, or of the tenant, that is not spared. One event ends them all at once. The
 * drain then records the ending in each session's own stream.
 * @throws CodedError not-found for a user or tenant that does not exist, busy
 */
export const invalidateSessions = ({ tail, ...commanding }: Invalidating): InvalidateSessions => {
  const { handle } = commandedStreams({ ...commanding, type: invalidationStreams, capacity: mostStreams })
  return async (command, metadata) => {
    const handled = await handle(command.userId ?? '', metadata, decide(command))
    const { position, at } = handled.outcome ?? handled
    await appliedOrLate(tail, position)
    return { position, revision: handled.revision, at }
  }
}
