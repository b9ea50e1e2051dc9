import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import type { Decision as Decided } from '#services/commands/commandHandler.ts'
import { lapseOf } from './lapse.ts'

/** What a command on a session comes to. */
export type Decision<Outcome extends string> = Decided<SessionEvent, Outcome>

/** Session and user: what every session event names. */
export const idsOf = ({ sessionId, userId }: KnownSession) => ({ sessionId, userId })

/** The event that says a session lapsed; [] before its due time. */
export const expiryOf = (session: KnownSession, now: string): SessionEvent[] => {
  const lapse = lapseOf(session, now)
  return lapse === null ? [] : [{ type: 'SessionExpired', version: 1, data: { ...idsOf(session), ...lapse } }]
}

/**
 * Decides only about a session that is signed in. Ended always wins, and expiry holds by the clock from its due time:
 * whatever comes after it first writes it down.
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
