import { foldTable, loadInto, type ProjectedTable, touchedBy } from '../fold/projectedView.ts'
import type { Folding, Loading, View } from '../fold/view.ts'
import { sessionListTable } from '../sessionList/sessionListTable.ts'
import { sessionListView } from '../sessionList/sessionListView.ts'
import { rowKey } from '../tables/viewTable.ts'
import { personTypes, userOverview, withSessionMoved } from './userOverview.ts'
import { type UserRow, userOverviewTable } from './userOverviewTable.ts'

/** Loads the people whom an event is about, or one of whose sessions may change. */
const load = (loading: Loading): Promise<void> => {
  const keys = touchedBy(userOverview, loading.events)
  for (const { tenantId, userId } of loading.rows.of(sessionListTable)) keys.add(rowKey(tenantId, userId))
  return loadInto(loading, userOverviewTable, keys)
}

const foldUsers = (folding: Folding): ProjectedTable<UserRow> => {
  const fold = foldTable(userOverview, folding)
  folding.foldOf(sessionListView).onMoved(({ before, after }) => {
    const user = fold.rows.get(rowKey(after.tenantId, after.known.userId))
    const counted = withSessionMoved(user, before, after)
    if (counted !== user) fold.rows.put(counted)
  })
  return fold
}

/** People, with the numbers of their live and past sessions. */
export const userOverviewView: View<ProjectedTable<UserRow>> = {
  name: 'user_overview',
  tables: [userOverviewTable],
  follows: [sessionListView],
  types: personTypes,
  opens: ['UserInvited', 'UserRegistered', 'SessionStarted', 'SessionContextChanged'],
  load,
  fold: foldUsers,
}
