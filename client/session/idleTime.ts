import type { Grant, GrantedSession } from './grant.ts'

export type Lifetime = Pick<GrantedSession, 'lastActiveAt' | 'idleExpiresAt' | 'absoluteExpiresAt'>

const idleMs = ({ lastActiveAt, idleExpiresAt }: Lifetime): number =>
  Date.parse(idleExpiresAt) - Date.parse(lastActiveAt)

/**
 * The tokens of a session that is about to end last as long as it does. Renewing them does not prolong them; only a person's activity
 * does. Tokens end at whole seconds.
 */
export const lastsToTheEnd = ({ accessExpiresAt, session }: Pick<Grant, 'accessExpiresAt' | 'session'>): boolean =>
  Date.parse(accessExpiresAt) + 1_000 > endsAt(session)

const minuteMs = 60_000

/** Activity is reported no more often than this. */
export const reportEveryMs = (session: Lifetime): number => Math.min(minuteMs, idleMs(session) / 5)

/** When the session reaches its longest lifetime, in milliseconds since the epoch. Infinity: it has none. */
export const absoluteEnd = ({ absoluteExpiresAt }: Pick<Lifetime, 'absoluteExpiresAt'>): number =>
  absoluteExpiresAt === null ? Infinity : Date.parse(absoluteExpiresAt)

/** When the session ends unless somebody uses it, in milliseconds since the epoch. */
export const endsAt = (session: Lifetime): number => Math.min(Date.parse(session.idleExpiresAt), absoluteEnd(session))

/**
 * How long before the end a person is warned. Under short idle limits the server records activity up to half of the limit late, and the
 * report of it may be a fifth late: whoever is there must not be warned.
 */
export const noticeMs = (session: Lifetime): number => {
  const limit = idleMs(session)
  return limit < 10 * minuteMs ? limit / 4 : 5 * minuteMs
}

/** The idle end that a person has to be warned of now; null: none is near, or no activity would put the end off. */
export const idleEndNear = (session: Lifetime, now: number): number | null => {
  const at = Date.parse(session.idleExpiresAt)
  const isNear = now < at && at - now <= noticeMs(session)
  return isNear && at < absoluteEnd(session) ? at : null
}
