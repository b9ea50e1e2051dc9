import type { KnownSession } from '#events/session/fold.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { SessionOfStream } from '#services/ports/endings.ts'

/** A session that exists, active or ended. */
export interface SessionFound extends SessionOfStream {
  session: KnownSession
}

/** @throws CodedError not-found when this tenant has no such session */
export const requireSession = ({ session, ...read }: SessionOfStream): SessionFound => {
  if (session.status === 'absent') throw new CodedError('not-found')
  return { session, ...read }
}

/** The part of a session's row that its own stream decides without any view. */
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
  proofs: session.proofs,
  authTime: session.authTime,
  revision: session.revision,
})
export type SessionSummary = ReturnType<typeof sessionSummary>
