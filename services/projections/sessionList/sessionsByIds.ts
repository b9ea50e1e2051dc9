import type { SessionRow } from '#events/live/rows.ts'
import { type SelectedSession, sessionColumns, sessionRow } from './sessionRow.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** The tenant's sessions with these ids, in the order of the ids. */
export const sessionsByIds = async (
  snapshot: Snapshot,
  tenantId: string,
  sessionIds: readonly string[],
): Promise<SessionRow[]> => {
  if (sessionIds.length === 0) return []
  const { rows } = await snapshot.query<SelectedSession>(
    `select ${sessionColumns} from session_list s
     where s.tenant_id = $1 and s.session_id = any ($2::uuid[]) order by s.session_id`,
    [tenantId, sessionIds],
  )
  return rows.map(sessionRow)
}
