import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import { absoluteExpiry, idleExpiry } from '#events/session/lifetime.ts'
import { isShorter, type Lasting, shorterOf } from '#events/tenant/policy/judgeSessions.ts'
import { type Decision, idsOf } from './decision.ts'
import { dueLapse, lapseOf } from './lapse.ts'

/** What a tenant's rules give a session now. */
export interface InForce extends Lasting {
  policyVersion: number
  /** Since when the rules are so, ISO 8601. */
  since: string
  /** The operation that carries them out. */
  operationId: string
}

/** The session as the rules in force let it be. The same object where they shorten nothing. */
export const underRules = (session: KnownSession, inForce: Lasting): KnownSession => {
  const given = shorterOf(session, inForce)
  if (!isShorter(given, session)) return session
  const { idleSeconds, absoluteSeconds } = given
  return {
    ...session,
    idleSeconds,
    absoluteSeconds,
    idleExpiresAt: idleExpiry(session.lastActiveAt, idleSeconds),
    absoluteExpiresAt: absoluteExpiry(session.startedAt, absoluteSeconds),
  }
}

const ruledOut = (session: KnownSession, { operationId }: InForce): SessionEvent => ({
  type: 'SessionRevoked',
  version: 1,
  data: { ...idsOf(session), cause: 'policy', reason: null, message: null, ticket: null, operationId },
})

const shortenedBy = (ruled: KnownSession, { policyVersion }: InForce): SessionEvent => {
  const { idleSeconds, absoluteSeconds } = ruled
  return {
    type: 'SessionShortened',
    version: 1,
    data: { ...idsOf(ruled), idleSeconds, absoluteSeconds, policyVersion },
  }
}

/**
 * Decides under the rules in force. A session that they end is over for every command, whether or not their operation has come to it;
 * one that they shorten keeps that with the first event that a command gives.
 */
export const decideUnderRules = <Outcome extends string>(
  { session, now, inForce }: { session: Session; now: string; inForce: InForce | null },
  decide: (session: Session) => Decision<Outcome>,
  outcomes: { ended: Outcome; always?: boolean },
): Decision<Outcome> => {
  if (inForce === null || session.status !== 'active') return decide(session)
  const ruled = underRules(session, inForce)
  // What had lapsed before the rules were made ended by itself.
  if (ruled === session || dueLapse(session).expiredAt <= inForce.since) return decide(session)
  if (dueLapse(ruled).expiredAt <= inForce.since)
    return { outcome: outcomes.ended, events: [ruledOut(session, inForce)] }
  const { outcome, events } = decide(ruled)
  const goesOn = lapseOf(ruled, now) === null
  const isKept = goesOn && (events.length > 0 || outcomes.always === true)
  return { outcome, events: isKept ? [shortenedBy(ruled, inForce), ...events] : events }
}
