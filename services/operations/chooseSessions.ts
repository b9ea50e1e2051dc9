import type { Position } from '#events/envelope.ts'
import { mostWithoutPermission } from '#events/permissions.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { CodedError } from '#services/ports/errors.ts'
import { callerMay, type SignedInCaller } from '#services/http/caller.ts'
import type { ReadSession } from '#services/ports/endings.ts'
import type { OperationViews, Selection } from '#services/ports/operationViews.ts'
import type { ActingRequest } from './actingPerson.ts'

/** Most sessions that one operation may end. */
export const mostSessions = 200

interface ChosenSession {
  id: string
  userId: string
}

export interface Chosen {
  sessions: ChosenSession[]
  spared: { sessionId: string; why: 'your-own' }[]
  /** Rows of the first few sessions. */
  sample: SessionRow[]
  position: Position
}

export interface ChooseNeeds {
  views: Pick<OperationViews, 'matchingSessions'>
  readSession: ReadSession
}

const sampleSize = 10

/** @throws CodedError too-many-sessions */
const limitNumber = (count: number): void => {
  if (count > mostSessions)
    throw new CodedError('too-many-sessions', {
      detail: `${count} sessions match; one operation ends ${mostSessions} at most. Narrow the selection.`,
      extra: { sessions: count, limit: mostSessions },
    })
}

/** A named session that the view does not show as live may be too new for the view, so its own stream decides. */
const newerThanView = async (
  { readSession }: ChooseNeeds,
  tenantId: string,
  named: ReadonlySet<string>,
  matched: readonly SessionRow[],
): Promise<ChosenSession[]> => {
  const shown = new Set(matched.map(({ id }) => id))
  const read = await Promise.all([...named].filter((id) => !shown.has(id)).map((id) => readSession(tenantId, id)))
  return read.flatMap(({ session }) =>
    session.status === 'active' ? [{ id: session.sessionId, userId: session.userId }] : [],
  )
}

/**
 * Finds the live sessions that a selection matches now. It spares the caller's own session, unless the caller named it
 * by id.
 * @throws CodedError invalid-filter, too-many-sessions
 */
export const chooseSessions = async (
  needs: ChooseNeeds,
  { tenantId, sessionId }: SignedInCaller,
  selection: Selection,
): Promise<Chosen> => {
  const named = 'sessionIds' in selection ? new Set(selection.sessionIds) : null
  limitNumber(named?.size ?? 0)
  // One more than the limit, because the caller's own session may be among them.
  const matched = await needs.views.matchingSessions(tenantId, selection, mostSessions + 1)
  const own = named === null ? matched.sessions.filter(({ id }) => id === sessionId) : []
  limitNumber(matched.total - own.length)
  const rows = matched.sessions.filter((row) => !own.includes(row))
  const newer = named === null ? [] : await newerThanView(needs, tenantId, named, rows)
  return {
    sessions: [...rows.map(({ id, userId }) => ({ id, userId })), ...newer],
    spared: own.map(({ id }) => ({ sessionId: id, why: 'your-own' })),
    sample: rows.slice(0, sampleSize),
    position: matched.position,
  }
}

/**
 * Anybody who may end sessions ends a few at once without another word, whatever the hour. Many are an admin's, after a proof.
 * @throws CodedError forbidden when only an admin may end that many; reauthentication-required
 */
export const allowNumber = async (
  request: Pick<ActingRequest, 'caller' | 'requireRecentProof'>,
  count: number,
): Promise<void> => {
  if (count <= mostWithoutPermission) return
  if (!callerMay(request.caller, 'end-many-sessions'))
    throw new CodedError('forbidden', {
      detail: `Analysts may end ${mostWithoutPermission} sessions at once; an admin may end more.`,
      extra: { sessions: count, limit: mostWithoutPermission },
    })
  await request.requireRecentProof()
}
