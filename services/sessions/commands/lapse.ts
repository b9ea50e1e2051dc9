import type { KnownSession } from '#events/session/fold.ts'
import { nextExpiry } from '#events/session/lifetime.ts'

export interface Lapse {
  kind: 'idle' | 'absolute'
  /** When the session expires or expired, ISO 8601. */
  expiredAt: string
}

/** How and when a session expires unless it is active again before. */
export const dueLapse = (session: KnownSession): Lapse => {
  const expiredAt = nextExpiry(session)
  return { kind: expiredAt === session.absoluteExpiresAt ? 'absolute' : 'idle', expiredAt }
}

/** The lapse if it has happened by `now`, else null. */
export const lapseOf = (session: KnownSession, now: string): Lapse | null => {
  const due = dueLapse(session)
  return due.expiredAt <= now ? due : null
}
