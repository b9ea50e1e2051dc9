import { CodedError, type ErrorCode } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import { isOwnEnding } from '#events/session/ownEndings.ts'
import type { Ending } from './moves.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'

/** Makes the refusal an ended session's holder gets. It never tells why, who or on which ticket: a thief reads it too. */
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
    isOwnEnding(cause) ? undefined : (await directory.tenant(tenantId))?.policy.neutralMessage
  const messageOf = async (
    tenantId: string,
    sessionId: string,
    { cause, message }: Ending,
  ): Promise<string | undefined> =>
    (message === undefined ? await written(tenantId, sessionId) : message) ?? neutral(tenantId, cause)
  return async ({ tenantId, sessionId }, ending, code = 'session-ended') => {
    // That the session ended is certain; for want of a text nobody is let in.
    const message = await messageOf(tenantId, sessionId, ending).catch(() => undefined)
    const { cause, endedAt } = ending
    return new CodedError(code, { extra: { cause, ...(message === undefined ? {} : { message }), endedAt } })
  }
}
