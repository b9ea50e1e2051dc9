import type { Actor, Position, Recorded, RequestContext } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type Session } from '#events/session/fold.ts'
import { withDetails } from '#events/session/saidDevice.ts'
import { sessionStream, type SessionStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** A session's state, and how far its stream was read. */
export interface ReadSession {
  session: Session
  /** Position of `SessionStarted`, 0 while absent. User-wide and tenant-wide endings after it end the session. */
  startedPosition: Position
  /** Position of the last event read. */
  position: Position
  /** Id of the operation that revoked it, or null. */
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

const byBinding: Actor = { kind: 'policy', id: 'binding' }
/** An operation acts for whoever changed the rules. A command that only found the session to be over acts for nobody. */
const isOfOperation = ({ kind, id }: Actor): boolean => kind === 'admin' || (kind === 'system' && id !== 'expiry')

/** Time and policy end sessions by themselves. So the caller whose request only revealed it is not the actor. */
const actorOf = (event: SessionEvent, asking: Actor): Actor => {
  if (event.type === 'SessionExpired') return { kind: 'system', id: 'expiry' }
  if (event.type === 'BindingBroken' || (event.type === 'StepUpRequired' && event.data.because === 'binding'))
    return byBinding
  if (event.type === 'SessionRevoked' && event.data.cause === 'binding') return byBinding
  const isRuledOut = event.type === 'SessionRevoked' && event.data.cause === 'policy'
  if (event.type === 'SessionShortened' || (isRuledOut && !isOfOperation(asking)))
    return { kind: 'policy', id: 'rules' }
  const isReuse =
    event.type === 'RefreshTokenReused' || (event.type === 'SessionRevoked' && event.data.cause === 'reuse')
  return isReuse ? { kind: 'policy', id: 'refresh-token-reuse' } : asking
}

/**
 * The client tells details of its device only at sign-in, and they count for its later requests too. The user agents of
 * those tell less: an iPad that asks for desktop pages calls itself a Mac. So the event records the kind and system that
 * the sign-in told.
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
  version: 10,
  nameOf: sessionStream,
  empty: unreadSession,
  fold: (read, events) => events.reduce(evolve, read),
  subjectOf: ({ session }) => (session.status === 'absent' ? '' : session.userId),
  isFinal: ({ session }) => session.status !== 'absent' && session.status !== 'active',
  actorOf,
  contextOf,
}

/** The sessions that this process remembers. */
export interface RememberedSessions {
  /** Answers from memory without asking the store. Undefined: the session is not remembered. */
  recall(tenantId: string, sessionId: string): ReadSession | undefined
  /** Reads the stream from the remembered state to its end. */
  readOn(tenantId: string, sessionId: string): Promise<ReadSession>
}
