import { partOf, projectedView } from '#services/projections/fold/projectedView.ts'
import type { Projection } from '#services/projections/fold/projection.ts'
import { bigint, integer, uuid } from '#services/projections/tables/columnTypes.ts'
import { rowKey, type RowOf, viewTable } from '#services/projections/tables/viewTable.ts'

const kept = { tenantId: uuid, userId: uuid, count: integer, position: bigint }
const table = viewTable('sign_in_count', kept, ['tenantId', 'userId'])

const signInCount: Projection<RowOf<typeof kept>> = {
  table,
  rowBytes: 200,
  touches: (event) => (event.type === 'SessionStarted' ? [rowKey(event.tenantId, event.data.userId)] : []),
  project(event, rows) {
    if (event.type !== 'SessionStarted') return []
    const { tenantId, position } = event
    const { userId } = event.data
    const row = rows.get(rowKey(tenantId, userId)) ?? { tenantId, userId, count: 0, position: 0 }
    return position <= row.position ? [] : [{ ...row, count: row.count + 1, position }]
  },
}

/** A view that no release has: how often each person has signed in. */
export const signInCountView = projectedView(
  { name: 'sign_in_count', types: ['SessionStarted'], opens: [] },
  partOf(signInCount),
)
