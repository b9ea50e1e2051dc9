import type { Position, Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { absentSession, evolveSession, type KnownSession } from '#events/session/fold.ts'
import { sessionEvents, type SessionEvent } from '#events/session/events.ts'
import { sessionStream } from '#events/streams.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'

const types: ReadonlySet<string> = new Set(sessionEvents.map(({ type }) => type))
const isSessionEvent = (event: Recorded<RollcallEvent>): event is Recorded<SessionEvent> => types.has(event.type)

export interface ReadSession {
  session: KnownSession
  /** The operation that ended it. */
  endedByOperation: string | null
  /** Of its stream's last event. */
  position: Position
}

/** A session as its own stream says it; null where there is none in this tenant. */
export const findSession = async (
  store: Pick<EventStore, 'readStream'>,
  tenantId: string,
  sessionId: string,
): Promise<ReadSession | null> => {
  const events = (await store.readStream(sessionStream(tenantId, sessionId))).filter(isSessionEvent)
  const session = events.reduce(evolveSession, absentSession)
  if (session.status === 'absent') return null
  const revoked = events.find((event) => event.type === 'SessionRevoked')
  return { session, endedByOperation: revoked?.data.operationId ?? null, position: events.at(-1)!.position }
}

/** @throws CodedError not-found */
export const readSession = async (...named: Parameters<typeof findSession>): Promise<ReadSession> => {
  const found = await findSession(...named)
  if (found === null) throw new CodedError('not-found')
  return found
}

/** The part of a session's row that its own stream alone decides. */
export const sessionSummary = (session: KnownSession) => ({
  id: session.sessionId,
  userId: session.userId,
  user: session.user,
  status: session.status,
  startedAt: session.startedAt,
  lastActiveAt: session.lastActiveAt,
  idleExpiresAt: session.idleExpiresAt,
  absoluteExpiresAt: session.absoluteExpiresAt,
  endedAt: session.endedAt,
  cause: session.cause,
  reason: session.reason,
  message: session.message,
  endedBy: session.endedBy,
  client: session.clientId,
  methods: session.methods,
  authTime: session.authTime,
  revision: session.revision,
})
export type SessionSummary = ReturnType<typeof sessionSummary>
