import { absoluteExpiry, idleExpiry, nextExpiry } from '#events/session/lifetime.ts'
import { type SessionLifetimes, strictest } from '#events/tenant/policy/lifetimesFor.ts'
import type { FormerEnd, SessionLine } from './sessionLine.ts'
import { WrongSession } from './wrongSession.ts'

/** A session of another system as it goes on here, or as it ended. Times are ISO 8601. */
export interface TakenOver {
  startedAt: string
  lastActiveAt: string
  idleSeconds: number
  /** Null: until signed out. */
  absoluteSeconds: number | null
  end: { how: FormerEnd | 'idle'; at: string } | null
}

/** How far the clock of whoever wrote the table may be ahead of ours. */
const aheadMs = 60_000

const secondsBetween = (from: string, to: string): number =>
  Math.max(1, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000))

const earlier = (one: string, other: string): string => (one < other ? one : other)
const later = (one: string, other: string): string => (one > other ? one : other)

const pastOf = (moment: string | null, now: string, what: string): string | null => {
  if (moment === null || moment <= now) return moment
  if (Date.parse(moment) - Date.parse(now) > aheadMs) throw new WrongSession(`${what} is in the future.`)
  return now
}

/**
 * The session's lifetimes are the table's, and never longer than the policy's. A table that tells no activity makes everybody active
 * now: their idle time begins with the import.
 * @throws WrongSession
 */
export const takenOver = (
  line: SessionLine,
  policy: Pick<SessionLifetimes, 'idleSeconds' | 'absoluteSeconds'>,
  now: string,
): { data: TakenOver; isShortened: boolean } => {
  const activity = pastOf(line.lastActiveAt, now, 'The last activity')
  const startedAt = pastOf(line.createdAt, now, 'The beginning') ?? activity ?? now
  const wanted = line.expiresAt === null ? null : secondsBetween(startedAt, line.expiresAt)
  const absoluteSeconds = strictest([wanted, policy.absoluteSeconds])
  const idleSeconds = Math.min(policy.idleSeconds, absoluteSeconds ?? Infinity)
  const endedAt = pastOf(line.endedAt, now, 'The end')
  const lastActiveAt = later(startedAt, activity ?? earlier(endedAt ?? now, line.expiresAt ?? now))
  const absoluteEnd = absoluteExpiry(startedAt, absoluteSeconds)
  const idleEnd = idleExpiry(lastActiveAt, idleSeconds)
  return {
    data: {
      startedAt,
      lastActiveAt,
      idleSeconds,
      absoluteSeconds,
      end: endOf(line, { endedAt, lastActiveAt, absoluteEnd, idleEnd, now }),
    },
    isShortened: wanted !== null && absoluteSeconds !== wanted,
  }
}

interface Ends {
  endedAt: string | null
  lastActiveAt: string
  absoluteEnd: string | null
  idleEnd: string
  now: string
}

const endOf = ({ end }: SessionLine, { endedAt, lastActiveAt, absoluteEnd, idleEnd, now }: Ends): TakenOver['end'] => {
  if (end === 'expired') return { how: 'expired', at: endedAt ?? earlier(absoluteEnd ?? now, now) }
  if (end !== null) return { how: end, at: later(lastActiveAt, endedAt ?? lastActiveAt) }
  const due = nextExpiry({ idleExpiresAt: idleEnd, absoluteExpiresAt: absoluteEnd })
  if (due > now) return null
  return { how: due === absoluteEnd ? 'expired' : 'idle', at: due }
}
