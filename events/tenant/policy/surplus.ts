import type { DeviceType } from '../../envelope.ts'
import type { Role } from '../events.ts'
import { limitsFor } from './limitsFor.ts'
import type { Policy } from './sections.ts'
import type { LimitAction } from './words.ts'

/** A live session, as far as limits look at it. Times are ISO 8601. */
export interface CountedSession {
  sessionId: string
  userId: string
  clientId: string
  deviceType: DeviceType
  startedAt: string
  lastActiveAt: string
}

interface Counting {
  policy: Pick<Policy, 'limits'>
  rolesOf: (userId: string) => readonly Role[]
  /** A session that no limit ends. */
  spared: string | null
}

type Order = (one: CountedSession, other: CountedSession) => number

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const byAge: Order = (one, other) => compare(one.startedAt, other.startedAt) || compare(one.sessionId, other.sessionId)
const byUse: Order = (one, other) =>
  compare(one.lastActiveAt, other.lastActiveAt) || compare(one.sessionId, other.sessionId)

/** Where a limit refuses a sign-in, nobody has said which of the present sessions goes: the one that is used least. */
const orderOf = (action: LimitAction): Order => (action === 'end-oldest' ? byAge : byUse)

/** The first of the order that are too many. The spared one counts, but is none of them. */
const firstTooMany = (
  sessions: readonly CountedSession[],
  most: number | null | undefined,
  action: LimitAction,
  spared: string | null,
): CountedSession[] => {
  if (most === null || most === undefined || sessions.length <= most) return []
  const givingWay = sessions.filter(({ sessionId }) => sessionId !== spared).sort(orderOf(action))
  return givingWay.slice(0, sessions.length - most)
}

const groupedBy = <Key>(sessions: readonly CountedSession[], keyOf: (session: CountedSession) => Key) => {
  const groups = new Map<Key, CountedSession[]>()
  for (const session of sessions) {
    const group = groups.get(keyOf(session))
    if (group === undefined) groups.set(keyOf(session), [session])
    else group.push(session)
  }
  return groups
}

const without = (sessions: readonly CountedSession[], gone: readonly CountedSession[]): CountedSession[] => {
  const ids = new Set(gone.map(({ sessionId }) => sessionId))
  return sessions.filter(({ sessionId }) => !ids.has(sessionId))
}

/**
 * How many sessions a person may have. Where applications have rules of their own, the mildest of those that the person uses counts: no
 * session ends that a sign-in was let in beside.
 */
const mostOfPerson = (sessions: readonly CountedSession[], policy: Counting['policy'], roles: readonly Role[]) => {
  const clientIds = [...new Set(sessions.map(({ clientId }) => clientId))]
  const limits = clientIds.map((clientId) => limitsFor(policy, { roles, clientId }).perPerson)
  return limits.some((limit) => limit === null) ? null : Math.max(...limits.map(Number))
}

/** Of one person: first by type of device and by application, then of what is left by the person's own number. */
const surplusOfPerson = (sessions: readonly CountedSession[], { policy, rolesOf, spared }: Counting) => {
  const { perDeviceType, perApplication } = policy.limits
  const roles = rolesOf(sessions[0]!.userId)
  const { whenReached } = limitsFor(policy, { roles, clientId: '' })
  let left: readonly CountedSession[] = sessions
  const keep = (group: readonly CountedSession[], most: number | null | undefined): void =>
    void (left = without(left, firstTooMany(group, most, whenReached, spared)))
  for (const [type, group] of groupedBy(left, ({ deviceType }) => deviceType)) keep(group, perDeviceType[type])
  for (const [clientId, group] of groupedBy(left, (session) => session.clientId)) keep(group, perApplication[clientId])
  keep(left, mostOfPerson(sessions, policy, roles))
  return without(sessions, left)
}

/** The sessions that are too many of each person. All sessions of a person must be there. */
export const surplusOfPeople = (sessions: readonly CountedSession[], counting: Counting): CountedSession[] =>
  [...groupedBy(sessions, ({ userId }) => userId).values()].flatMap((group) => surplusOfPerson(group, counting))

/** The sessions that are too many of the tenant's. */
export const surplusOfTenant = (sessions: readonly CountedSession[], { policy, spared }: Counting): CountedSession[] =>
  firstTooMany(sessions, policy.limits.tenantWide, policy.limits.whenReached, spared)
