import type { RequestContext } from '#events/envelope.ts'
import type { KnownSession, Session, Sighting } from '#events/session/fold.ts'
import { type Binding, heldToBinding } from './binding.ts'
import { isSameFamily } from './contextDifference.ts'
import { contextChange } from './decider.ts'
import { idsOf, whileActive, type Decision } from './decision.ts'

/** A refresh whose token's MAC holds. */
export interface RefreshSession {
  /** ISO 8601. */
  now: string
  /** Generation of the token presented. */
  presented: number
  /** Key that authenticates the successor. */
  keyId: string
  /** HMAC of the client's `attempt`. Null: the client sent none. */
  attempt: string | null
  /** A person is there. False: a timer refreshes, and the idle time goes on. */
  active: boolean
  graceSeconds: number
  /** The client that the request named. Null: it named none. */
  clientId: string | null
  transport: KnownSession['transport']
  /** Absent: nothing binds the session. */
  binding?: Binding | undefined
  context: RequestContext | null
}

/**
 * advanced: the session has a new generation. repeated: the parent token came again and gets the same successor.
 * otherDevice: it came again within the grace, but from another browser or system. mismatched: the token belongs to
 * another client. unbound: the session left the network or country that it is bound to, and ended. invalid: the log does not know the generation. reused: an older token came, so somebody may have
 * stolen it, and the session ends.
 */
export type RefreshOutcome = 'advanced' | 'repeated' | 'otherDevice' | 'mismatched' | 'unbound' | 'invalid' | 'reused'

const isSameClient = (command: RefreshSession, session: KnownSession): boolean =>
  command.transport === session.transport && (command.clientId === null || command.clientId === session.clientId)

/**
 * True if the answer was lost: only the client that made the refresh knows the attempt. It may ask again until the
 * successor is used.
 */
const isSameAttempt = ({ attempt }: RefreshSession, session: KnownSession): boolean =>
  attempt !== null && attempt === session.attempt

/**
 * True for two tabs, or one impatient client, that refresh at nearly the same time. The grace also limits how far the
 * log's time may be ahead of this process's clock.
 */
const isInGrace = ({ now, graceSeconds }: RefreshSession, { at }: Sighting): boolean =>
  Math.abs(Date.parse(now) - Date.parse(at)) < graceSeconds * 1000

const advance = (command: RefreshSession, session: KnownSession): Decision<RefreshOutcome> => {
  const { keyId, attempt, active } = command
  const generation = session.generation + 1
  const data = { ...idsOf(session), generation, keyId, attempt, ...(active ? {} : { active }) }
  return {
    outcome: 'advanced',
    events: [{ type: 'SessionRefreshed', version: 1, data }, ...contextChange(session, command.context)],
  }
}

const endAsReused = ({ presented }: RefreshSession, session: KnownSession): Decision<RefreshOutcome> => {
  const ids = idsOf(session)
  const generations = { presentedGeneration: presented, currentGeneration: session.generation }
  const nothingSaid = { reason: null, message: null, ticket: null, operationId: null }
  return {
    outcome: 'reused',
    events: [
      { type: 'RefreshTokenReused', version: 1, data: { ...ids, ...generations } },
      { type: 'SessionRevoked', version: 1, data: { ...ids, cause: 'reuse', ...nothingSaid } },
    ],
  }
}

/**
 * Compares the device with that of the refresh that used the parent, not with the last activity, because an app's backend
 * may record activity from a system of its own. A phone that asks for desktop pages seems to be another device and is no
 * thief, so its session goes on.
 */
const judgeParent = (command: RefreshSession, session: KnownSession): Decision<RefreshOutcome> => {
  if (isSameAttempt(command, session)) return { outcome: 'repeated', events: [] }
  const { lastRefresh } = session
  if (lastRefresh === null || !isInGrace(command, lastRefresh)) return endAsReused(command, session)
  return { outcome: isSameFamily(lastRefresh.context, command.context) ? 'repeated' : 'otherDevice', events: [] }
}

const judge = (command: RefreshSession, session: KnownSession): Decision<RefreshOutcome> => {
  const behind = session.generation - command.presented
  const isOurs = isSameClient(command, session)
  if (behind < 0) return { outcome: 'invalid', events: [] }
  if (behind === 0) return isOurs ? advance(command, session) : { outcome: 'mismatched', events: [] }
  return behind === 1 && isOurs ? judgeParent(command, session) : endAsReused(command, session)
}

/** Whoever comes with a good token is held to where the session is bound to. */
const bound = (
  command: RefreshSession,
  session: KnownSession,
  decision: Decision<RefreshOutcome>,
): Decision<RefreshOutcome> => {
  if (decision.outcome !== 'advanced' && decision.outcome !== 'repeated') return decision
  const { ends, events } = heldToBinding(session, command.context, command.binding)
  return ends ? { outcome: 'unbound', events } : { ...decision, events: [...decision.events, ...events] }
}

/** Rotation with reuse detection (RFC 9700 4.14.2): of any number of concurrent refreshes exactly one advances the session. */
export const decideRefresh = (command: RefreshSession, session: Session) =>
  whileActive(session, command.now, (active) => bound(command, active, judge(command, active)))
