import type { Actor, Position, Recorded, RequestContext } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type Session } from '#events/session/fold.ts'
import { withDetails } from '#events/session/saidDevice.ts'
import { sessionStream, type SessionStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** A session as far as its stream was read. */
export interface ReadSession {
  session: Session
  /** Of `SessionStarted`; 0 while absent. Says which user- and tenant-wide endings came after it. */
  startedPosition: Position
  /** Of the last event read. */
  position: Position
  /** The operation that revoked it. */
  endedByOperation: string | null
}

const unreadSession: ReadSession = {
  session: absentSession,
  startedPosition: 0,
  position: 0,
  endedByOperation: null,
}

const evolve = (read: ReadSession, event: Recorded<SessionEvent>): ReadSession => {
  const { session, startedPosition, endedByOperation } = read
  const isEndedNow = event.type === 'SessionRevoked' && session.status === 'active'
  return {
    session: evolveSession(session, event),
    startedPosition: session.status === 'absent' ? event.position : startedPosition,
    position: event.position,
    endedByOperation: isEndedNow ? event.data.operationId : endedByOperation,
  }
}

/** Time and policy end sessions by themselves; a request only lets it be noticed. */
const actorOf = (event: SessionEvent, asking: Actor): Actor => {
  if (event.type === 'SessionExpired') return { kind: 'system', id: 'expiry' }
  const isReuse =
    event.type === 'RefreshTokenReused' || (event.type === 'SessionRevoked' && event.data.cause === 'reuse')
  return isReuse ? { kind: 'policy', id: 'refresh-token-reuse' } : asking
}

/**
 * What the client said of its device at sign-in holds for its later requests, whose user agents tell less: an iPad that asks
 * for desktop pages names itself a Mac. The event records the kind and system that are known by now.
 */
const contextOf = ({ session }: ReadSession, context: RequestContext | null): RequestContext | null => {
  if (session.status === 'absent' || context === null || context.device === null) return context
  const { device } = context
  const said = device.details ?? session.last.context?.device?.details ?? null
  return { ...context, device: { ...device, ...withDetails(device, said, context.userAgent) } }
}

/** Raise `version` with every change of `ReadSession`, of `evolve` or of the fold in `events/session`. */
export const sessionStreams: StreamType<SessionStream, ReadSession> = {
  kind: 'session',
  version: 2,
  nameOf: sessionStream,
  empty: unreadSession,
  fold: (read, events) => events.reduce(evolve, read),
  subjectOf: ({ session }) => (session.status === 'absent' ? '' : session.userId),
  isFinal: ({ session }) => session.status !== 'absent' && session.status !== 'active',
  actorOf,
  contextOf,
}

/** Sessions as this process knows them. */
export interface RememberedSessions {
  /** Without asking the store; undefined when nothing is remembered. */
  recall(tenantId: string, sessionId: string): ReadSession | undefined
  /** Reads on from what is remembered to the end of the stream. */
  readOn(tenantId: string, sessionId: string): Promise<ReadSession>
}
