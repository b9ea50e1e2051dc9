import type { Queryable } from '#services/postgres/queryable.ts'
import { inFoldOrder } from '../fold/foldViews.ts'
import { type RowsByTable, rowsByTable } from '../fold/rowsByTable.ts'
import type { View } from '../fold/view.ts'
import { isReadable, type ViewEvent } from '../fold/viewEvent.ts'

/** Loads every stored row of these views, and of those they follow, that the events may change. */
export const loadBatch = async (
  database: Queryable,
  all: readonly ViewEvent[],
  views: Iterable<View>,
): Promise<RowsByTable> => {
  // An event that no view folds touches no row, and its data may have any shape.
  const events = all.filter((event) => event.understood && isReadable(event))
  const tenantIds = new Set(all.map(({ tenantId }) => tenantId))
  const rows = rowsByTable()
  for (const { load } of inFoldOrder(views)) await load({ database, events, tenantIds, rows })
  return rows
}
