import { bigint, instant, integer, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

const kept = {
  tenantId: uuid,
  minute: instant,
  logins: integer,
  failures: integer,
  refreshes: integer,
  logouts: integer,
  revocations: integer,
  expiries: integer,
  /** Position of the last event counted; an event at or before it was counted already. */
  position: bigint,
}
export type ActivityRow = RowOf<typeof kept>
export const activityByMinuteTable = viewTable('activity_by_minute', kept, ['tenantId', 'minute'])
