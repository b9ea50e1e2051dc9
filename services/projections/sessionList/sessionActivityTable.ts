import { boolean, instant, integer, nullable, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'
import { lapsesAt, type SessionListRow } from './sessionListTable.ts'

/**
 * What every use of a session changes, as far as lists are sorted or searched by it. PostgreSQL writes each index of a
 * table anew for a row in which one indexed column changed: here these are few, and `session_list` indexes none of
 * these columns.
 */
const kept = {
  tenantId: uuid,
  sessionId: uuid,
  isActive: boolean,
  lastActiveAt: instant,
  lapsesAt: nullable(instant),
  refreshes: integer,
}
type SessionActivityRow = RowOf<typeof kept>
export const sessionActivityTable = viewTable('session_activity', kept, ['tenantId', 'sessionId'])

export const activityOf = (row: SessionListRow): SessionActivityRow => ({
  tenantId: row.tenantId,
  sessionId: row.sessionId,
  isActive: row.status === 'active',
  lastActiveAt: row.lastActiveAt,
  lapsesAt: lapsesAt(row),
  refreshes: row.refreshes,
})
