import { loadInto } from '../fold/projectedView.ts'
import { rowSet } from '../fold/rowSet.ts'
import type { Folding, View, ViewFold } from '../fold/view.ts'
import { loadEveryRow } from '../tables/loadRows.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { type RetentionRow, retentionTable } from './retentionTable.ts'
import { isRetirement, rowAfter } from './retire.ts'
import { everything, type ShownFrom } from './shownFrom.ts'

/** The fold of retention. The views that lose rows ask it what they still show. */
export interface RetentionFold extends ViewFold {
  /** As of the event that is applied. */
  nowShownFrom: (tenantId: string) => ShownFrom
  /** As of the end of the batch or of the log: a row that is handed out is one that is shown then. */
  shownFrom: (tenantId: string) => ShownFrom
  /** The tenants whose bounds have moved since the rows were loaded. */
  moved: () => readonly RetentionRow[]
}

const foldRetention = ({ rows, whole }: Folding): RetentionFold => {
  const set = rowSet(retentionTable, rows.of(retentionTable))
  const foreseen = new Map(whole?.foreseen.of(retentionTable).map((row) => [row.tenantId, row]))
  const nowShownFrom = (tenantId: string): ShownFrom => set.get(tenantId) ?? everything
  return {
    nowShownFrom,
    shownFrom: whole === null ? nowShownFrom : (tenantId) => foreseen.get(tenantId) ?? everything,
    moved: set.changed,
    apply(event) {
      if (!isRetirement(event)) return
      const row = rowAfter(set.get(event.tenantId), event)
      if (row !== undefined) set.put(row)
    },
    changes: () => [{ ...tableRows(retentionTable, set.changed()), how: 'put' }],
    whole: { ended: () => tableRows(retentionTable, set.changed()) },
  }
}

/** From where each tenant's views show rows and counts. What is before is gone for good, whatever the policy says later. */
export const retentionView: View<RetentionFold> = {
  name: 'retention',
  tables: [retentionTable],
  follows: [],
  types: ['RecordsRetired'],
  opens: [],
  load: (loading) => loadInto(loading, retentionTable, loading.tenantIds),
  async foresee(database, foreseen) {
    foreseen.put(retentionTable, await loadEveryRow(database, retentionTable))
  },
  fold: foldRetention,
}
