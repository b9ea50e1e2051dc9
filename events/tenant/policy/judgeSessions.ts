import type { Role } from '../events.ts'
import { keptOutBy, type Way } from './accessRules.ts'
import { lifetimesFor, type SessionLifetimes } from './lifetimesFor.ts'
import type { ActingSection } from './actingSections.ts'
import type { Policy } from './sections.ts'
import { type CountedSession, surplusOfPeople, surplusOfTenant } from './surplus.ts'

/** A live session, as far as rules look at it. Times are ISO 8601. */
export interface JudgedSession extends CountedSession {
  /** Null: not known, of a session from before this was kept. The longer lifetimes count for it. */
  remembered: boolean | null
  idleSeconds: number
  /** Null: until signed out. */
  absoluteSeconds: number | null
  /** Where it was seen last. */
  seen: Way
}

export type Lasting = Pick<SessionLifetimes, 'idleSeconds' | 'absoluteSeconds'>

/** `over`: it ends. `shorter`: it goes on, with these lifetimes from now on. */
export type Verdict = { kind: 'stays' } | { kind: 'over' } | ({ kind: 'shorter' } & Lasting)

export interface Judging {
  policy: Pick<Policy, 'lifetimes' | 'limits' | 'access'>
  /** Only rules of sections that changed act. */
  changed: readonly ActingSection[]
  /** Milliseconds since the epoch. */
  at: number
  rolesOf: (userId: string) => readonly Role[]
  /** A session that no limit ends: of whoever changes the rules. */
  spared: string | null
}

const forever = Number.POSITIVE_INFINITY
const secondsOf = (seconds: number | null): number => seconds ?? forever
const orNull = (seconds: number): number | null => (seconds === forever ? null : seconds)

const longer = (one: Lasting, other: Lasting): Lasting => ({
  idleSeconds: Math.max(one.idleSeconds, other.idleSeconds),
  absoluteSeconds: orNull(Math.max(secondsOf(one.absoluteSeconds), secondsOf(other.absoluteSeconds))),
})

/** What the policy gives such a session, whatever the application says of its own new ones. */
export const lastingUnder = (
  policy: Pick<Policy, 'lifetimes'>,
  { clientId, remembered }: Pick<JudgedSession, 'clientId' | 'remembered'>,
  roles: readonly Role[],
): Lasting => {
  const of = (kept: boolean) => lifetimesFor(policy, { roles, clientId, remembered: kept })
  return remembered === null ? longer(of(false), of(true)) : of(remembered)
}

/** The smaller of what a session has and what the policy gives it: a raised policy lengthens no live session. */
export const shorterOf = (own: Lasting, given: Lasting): Lasting => ({
  idleSeconds: Math.min(own.idleSeconds, given.idleSeconds),
  absoluteSeconds: orNull(Math.min(secondsOf(own.absoluteSeconds), secondsOf(given.absoluteSeconds))),
})

export const isShorter = (given: Lasting, own: Lasting): boolean =>
  given.idleSeconds < own.idleSeconds || secondsOf(given.absoluteSeconds) < secondsOf(own.absoluteSeconds)

/** When a session ends that is not used any more; milliseconds since the epoch. */
const endOf = ({ startedAt, lastActiveAt }: JudgedSession, { idleSeconds, absoluteSeconds }: Lasting): number =>
  Math.min(Date.parse(lastActiveAt) + idleSeconds * 1000, Date.parse(startedAt) + secondsOf(absoluteSeconds) * 1000)

/** The rules that look at one session alone. */
const judgeOne = (session: JudgedSession, judging: Judging): Verdict => {
  const { policy, changed, at, rolesOf } = judging
  if (changed.includes('access') && keptOutBy(policy.access, session.seen) !== null) return { kind: 'over' }
  if (!changed.includes('lifetimes')) return { kind: 'stays' }
  const given = shorterOf(session, lastingUnder(policy, session, rolesOf(session.userId)))
  if (endOf(session, given) <= at) return { kind: 'over' }
  return isShorter(given, session) ? { kind: 'shorter', ...given } : { kind: 'stays' }
}

const over: Verdict = { kind: 'over' }

/**
 * What a policy does to live sessions: the same for a preview and for carrying it out. Sessions that had lapsed by `at` are not
 * live and get no verdict. `perPerson`: the sessions are of some people only, so the tenant's cap is not looked at. Pure.
 */
export const judgeSessions = (
  sessions: readonly JudgedSession[],
  judging: Judging,
  { perPerson = false }: { perPerson?: boolean } = {},
): Map<string, Verdict> => {
  const live = sessions.filter((session) => endOf(session, session) > judging.at)
  const verdicts = new Map(live.map((session) => [session.sessionId, judgeOne(session, judging)]))
  if (!judging.changed.includes('limits')) return verdicts
  const isLeft = ({ sessionId }: JudgedSession): boolean => verdicts.get(sessionId)?.kind !== 'over'
  for (const { sessionId } of surplusOfPeople(live.filter(isLeft), judging)) verdicts.set(sessionId, over)
  if (perPerson) return verdicts
  for (const { sessionId } of surplusOfTenant(live.filter(isLeft), judging)) verdicts.set(sessionId, over)
  return verdicts
}
