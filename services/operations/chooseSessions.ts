import type { Position } from '#events/envelope.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { CodedError } from '#services/errors.ts'
import type { Caller } from '#services/http/caller.ts'
import type { MatchingSessions, Selection } from '#services/operationViews.ts'

/** Sessions one operation may end, and how many of them an analyst may. */
export const mostSessions = 200
export const mostForAnalysts = 50

export interface Chosen {
  sessions: SessionRow[]
  spared: { sessionId: string; why: 'your-own' }[]
  position: Position
}

/** @throws CodedError too-many-sessions */
const limitNumber = (count: number): void => {
  if (count > mostSessions)
    throw new CodedError('too-many-sessions', {
      detail: `${count} sessions match; one operation ends ${mostSessions} at most. Narrow the selection.`,
      extra: { sessions: count, limit: mostSessions },
    })
}

/**
 * The live sessions that a selection means now. The caller's own is spared unless it was named one by one.
 * @throws CodedError invalid-filter, too-many-sessions
 */
export const chooseSessions = async (
  matchingSessions: MatchingSessions,
  { tenantId, sessionId }: Caller,
  selection: Selection,
): Promise<Chosen> => {
  const byName = 'sessionIds' in selection
  if (byName) limitNumber(new Set(selection.sessionIds).size)
  // One more, because the caller's own may be among them.
  const matched = await matchingSessions(tenantId, selection, mostSessions + 1)
  const own = byName ? [] : matched.sessions.filter(({ id }) => id === sessionId)
  limitNumber(matched.total - own.length)
  return {
    sessions: matched.sessions.filter((row) => !own.includes(row)),
    spared: own.map(({ id }) => ({ sessionId: id, why: 'your-own' })),
    position: matched.position,
  }
}

/** @throws CodedError forbidden when only an admin may end that many */
export const allowNumber = (caller: Caller, count: number): void => {
  if (count > mostForAnalysts && !caller.roles.includes('admin'))
    throw new CodedError('forbidden', {
      detail: `Analysts may end ${mostForAnalysts} sessions at once; an admin may end more.`,
      extra: { sessions: count, limit: mostForAnalysts },
    })
}
