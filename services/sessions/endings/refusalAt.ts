import type { RefusalAt } from '#services/http/caller.ts'
import { endingOf } from './endingFromStreams.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { DescribeEnding } from './sessionEnded.ts'

/** Reads the session's stream to its end: a refresh that another process answered counts. */
export const refusalAt =
  (sessions: Pick<RememberedSessions, 'readOn'>, describe: DescribeEnding): RefusalAt =>
  async ({ tenantId, sessionId }, at) => {
    const { session } = await sessions.readOn(tenantId, sessionId)
    if (session.status === 'absent') return null
    const ending = endingOf(session, new Date(at).toISOString())
    return ending === null ? null : describe({ tenantId, sessionId }, ending)
  }
