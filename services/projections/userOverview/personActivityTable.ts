import { bigint, instant, integer, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

const kept = {
  tenantId: uuid,
  userId: uuid,
  /** Begins every 15 minutes: the clocks of every time zone begin their hours and days with one. */
  quarter: instant,
  signIns: integer,
  failures: integer,
  /** Position of the last event counted; an event at or before it was counted already. */
  position: bigint,
}
export type PersonQuarter = RowOf<typeof kept>
export const personActivityTable = viewTable('person_activity', kept, ['tenantId', 'userId', 'quarter'])
