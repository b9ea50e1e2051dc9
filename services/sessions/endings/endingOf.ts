import { isOwnEnding } from '#events/session/ownEndings.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { RefusalAt } from '#services/http/caller.ts'
import { CodedError, type ErrorCode } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import { lapseOf } from '../commands/lapse.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { Ending } from './moves.ts'

export type EndingFromStreams = (session: { tenantId: string; sessionId: string }) => Promise<Ending | null>

/** How a session ended, by its own stream and the clock. Null while it is active. */
export const endingOf = (session: KnownSession, now: string): Ending | null => {
  const { status, cause, message, endedAt } = session
  if (status !== 'active') return { cause: cause ?? status, message, endedAt: endedAt ?? now }
  const lapse = lapseOf(session, now)
  return lapse === null ? null : { cause: lapse.kind, message: null, endedAt: lapse.expiredAt }
}

/**
 * Reads the session's stream to its end. A session that never existed counts as ended: no authentic token of it can
 * exist.
 */
export const endingFromStreams =
  (sessions: Pick<RememberedSessions, 'readOn'>, clock: Clock): EndingFromStreams =>
  async ({ tenantId, sessionId }) => {
    const { session } = await sessions.readOn(tenantId, sessionId)
    const now = instant(clock)
    if (session.status === 'absent') return { cause: 'gone', message: null, endedAt: now }
    return endingOf(session, now)
  }

/**
 * Makes the refusal for the holder of an ended session. It never tells reason, actor or ticket, because a thief may
 * read it.
 */
export type DescribeEnding = (
  session: { tenantId: string; sessionId: string },
  ending: Ending,
  code?: Extract<ErrorCode, 'session-ended' | 'refresh-reused'>,
) => Promise<CodedError>

export const describeEnding = (
  sessions: Pick<RememberedSessions, 'recall' | 'readOn'>,
  directory: Pick<Directory, 'tenant'>,
): DescribeEnding => {
  const written = async (tenantId: string, sessionId: string): Promise<string | null> => {
    const { session } = sessions.recall(tenantId, sessionId) ?? (await sessions.readOn(tenantId, sessionId))
    return session.status === 'absent' ? null : session.message
  }
  const neutral = async (tenantId: string, cause: string): Promise<string | undefined> =>
    isOwnEnding(cause) ? undefined : (await directory.tenant(tenantId))?.policy.texts.neutralMessage
  const messageOf = async (
    tenantId: string,
    sessionId: string,
    { cause, message }: Ending,
  ): Promise<string | undefined> =>
    (message === undefined ? await written(tenantId, sessionId) : message) ?? neutral(tenantId, cause)
  return async ({ tenantId, sessionId }, ending, code = 'session-ended') => {
    // If the message cannot be read, the session is still refused, only without the message.
    const message = await messageOf(tenantId, sessionId, ending).catch(() => undefined)
    const { cause, endedAt } = ending
    return new CodedError(code, { extra: { cause, ...(message === undefined ? {} : { message }), endedAt } })
  }
}

/** Reads the session's stream to its end, so that a refresh answered by another process counts too. */
export const refusalAt =
  (sessions: Pick<RememberedSessions, 'readOn'>, describe: DescribeEnding): RefusalAt =>
  async ({ tenantId, sessionId }, at) => {
    const { session } = await sessions.readOn(tenantId, sessionId)
    if (session.status === 'absent') return null
    const ending = endingOf(session, new Date(at).toISOString())
    return ending === null ? null : describe({ tenantId, sessionId }, ending)
  }
