import { bigint, instant, nullable, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

/** From where a tenant's views show rows and counts, and how many have left. */
const kept = {
  tenantId: uuid,
  /** Ended sessions before this place are gone, in the order of their ends and then of their ids. Both null: none is. */
  endedBefore: nullable(instant),
  sessionBefore: nullable(uuid),
  /** Entries with lower numbers are gone. */
  entriesBefore: bigint,
  /** What was counted before is gone. Null: nothing is. */
  countsBefore: nullable(instant),
  sessions: bigint,
  entries: bigint,
  minutes: bigint,
  quarters: bigint,
  /** When something was last removed. */
  retiredAt: instant,
  position: bigint,
}
export type RetentionRow = RowOf<typeof kept>
export const retentionTable = viewTable('retention', kept, ['tenantId'])
