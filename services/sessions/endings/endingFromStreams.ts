import type { KnownSession } from '#events/session/fold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { lapseOf } from '../commands/lapse.ts'
import type { Ending } from './moves.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'

export type EndingFromStreams = (session: { tenantId: string; sessionId: string }) => Promise<Ending | null>

/** How a session ended, by its own stream and the clock; null while it is signed in. */
export const endingOf = (session: KnownSession, now: string): Ending | null => {
  const { status, cause, message, endedAt } = session
  if (status !== 'active') return { cause: cause ?? status, message, endedAt: endedAt ?? now }
  const lapse = lapseOf(session, now)
  return lapse === null ? null : { cause: lapse.kind, message: null, endedAt: lapse.expiredAt }
}

/** Reads the session's stream to its end. A session that never was counts as ended: nobody holds an authentic token of it. */
export const endingFromStreams =
  (sessions: Pick<RememberedSessions, 'readOn'>, clock: Clock): EndingFromStreams =>
  async ({ tenantId, sessionId }) => {
    const { session } = await sessions.readOn(tenantId, sessionId)
    const now = instant(clock)
    if (session.status === 'absent') return { cause: 'gone', message: null, endedAt: now }
    return endingOf(session, now)
  }
