import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import type { Decision as Decided } from '#services/commands/commandHandler.ts'
import { lapseOf } from './lapse.ts'

/** The outcome of a command on a session, and its events. */
export type Decision<Outcome extends string> = Decided<SessionEvent, Outcome>

/** The ids that every session event contains. */
export const idsOf = ({ sessionId, userId }: KnownSession) => ({ sessionId, userId })

/** The event that says that a session expired. [] before its expiry. */
export const expiryOf = (session: KnownSession, now: string): SessionEvent[] => {
  const lapse = lapseOf(session, now)
  return lapse === null ? [] : [{ type: 'SessionExpired', version: 1, data: { ...idsOf(session), ...lapse } }]
}

/**
 * Calls `decide` only for an active session. An ended session stays ended. A session counts as expired from its expiry
 * on, and the first command after that records the expiry instead of deciding.
 */
export const whileActive = <Outcome extends string>(
  session: Session,
  now: string,
  decide: (session: KnownSession) => Decision<Outcome>,
): Decision<Outcome | 'gone' | 'alreadyEnded'> => {
  if (session.status === 'absent') return { outcome: 'gone', events: [] }
  if (session.status !== 'active') return { outcome: 'alreadyEnded', events: [] }
  const expiry = expiryOf(session, now)
  return expiry.length > 0 ? { outcome: 'alreadyEnded', events: expiry } : decide(session)
}
