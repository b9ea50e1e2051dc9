import type { KnownSession } from '#events/session/fold.ts'

export interface Lapse {
  kind: 'idle' | 'absolute'
  /** When the session expires or expired, ISO 8601. */
  expiredAt: string
}

/**
 * How and when a session expires unless it is active again before. Instants can be compared as text, because all are in
 * UTC with milliseconds.
 */
export const dueLapse = ({ idleExpiresAt, absoluteExpiresAt }: KnownSession): Lapse =>
  idleExpiresAt < absoluteExpiresAt
    ? { kind: 'idle', expiredAt: idleExpiresAt }
    : { kind: 'absolute', expiredAt: absoluteExpiresAt }

/** The lapse if it has happened by `now`, else null. */
export const lapseOf = (session: KnownSession, now: string): Lapse | null => {
  const due = dueLapse(session)
  return due.expiredAt <= now ? due : null
}
