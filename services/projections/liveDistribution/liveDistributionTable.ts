import { fold } from '#events/filter/fold.ts'
import { integer, text, uuid } from '../tables/columnTypes.ts'
import { derived, type RowOf, viewTable } from '../tables/viewTable.ts'

const kept = {
  tenantId: uuid,
  facet: text,
  value: text,
  /** Number of sessions with this value, including ended ones. */
  sessions: integer,
  active: integer,
}
export type DistributionRow = RowOf<typeof kept>
export const liveDistributionTable = viewTable('live_distribution', kept, ['tenantId', 'facet', 'value'], {
  folded: derived(text, (row) => fold(row.value)),
})
