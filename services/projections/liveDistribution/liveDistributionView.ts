import type { Folding, TableChange, View, ViewFold } from '../fold/view.ts'
import { sessionListView } from '../sessionList/sessionListView.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { userOverviewTable } from '../userOverview/userOverviewTable.ts'
import { userOverviewView } from '../userOverview/userOverviewView.ts'
import { distributionDeltas } from './distributionDeltas.ts'
import { dropEmptyCounters } from './dropEmptyCounters.ts'
import { type DistributionRow, liveDistributionTable } from './liveDistributionTable.ts'
import { liveCounts } from './liveCounts.ts'

/** Counters follow only from the rows of sessions and people. */
const foldCounters = ({ foldOf }: Folding): ViewFold => {
  const deltas = distributionDeltas()
  const { rows: users } = foldOf(userOverviewView)
  foldOf(sessionListView).onMoved(({ before, after }) => deltas.sessionMoved(before, after))
  let rows: readonly DistributionRow[] = []
  const count = (): void => {
    for (const user of users.changed()) deltas.userMoved(users.before(userOverviewTable.keyOf(user)), user)
    rows = deltas.rows()
  }
  return {
    apply: () => undefined,
    finish() {
      count()
      return true
    },
    changes: (): TableChange[] => [
      { ...tableRows(liveDistributionTable, rows), how: 'add', numbers: ['sessions', 'active'] },
    ],
    tidy: () => [() => dropEmptyCounters(rows)],
    whole: {
      async afterLast() {
        count()
        return [tableRows(liveDistributionTable, rows)]
      },
    },
  }
}

/** How many sessions there are, and how many are active, by each value of each facet. */
export const liveDistributionView: View = {
  name: 'live_distribution',
  tables: [liveDistributionTable],
  follows: [sessionListView, userOverviewView],
  types: [],
  opens: [],
  load: async () => undefined,
  fold: foldCounters,
  frame: {
    member: 'counts',
    async read({ snapshot, tenantId, now }, _keys, frame) {
      frame.counts = await liveCounts(snapshot, tenantId, now)
    },
  },
}
