import type { KnownSession } from '#events/session/fold.ts'

export interface Lapse {
  kind: 'idle' | 'absolute'
  /** When the session lapsed, ISO 8601. */
  expiredAt: string
}

/** How and when a session lapses unless it is active again before. Instants compare as text: all UTC, all with milliseconds. */
export const dueLapse = ({ idleExpiresAt, absoluteExpiresAt }: KnownSession): Lapse =>
  idleExpiresAt < absoluteExpiresAt
    ? { kind: 'idle', expiredAt: idleExpiresAt }
    : { kind: 'absolute', expiredAt: absoluteExpiresAt }

/** The lapse that has come by `now`, or null. */
export const lapseOf = (session: KnownSession, now: string): Lapse | null => {
  const due = dueLapse(session)
  return due.expiredAt <= now ? due : null
}
