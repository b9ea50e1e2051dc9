import { foldTable, keptBytesOf, loadInto, type ProjectedTable, touchedBy } from '../fold/projectedView.ts'
import type { Folding, Loading, View } from '../fold/view.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'
import { retentionView } from '../retention/retentionView.ts'
import { isRetirement } from '../retention/retire.ts'
import { countBounds, everything, isCountRetired } from '../retention/shownFrom.ts'
import { sessionListTable } from '../sessionList/sessionListTable.ts'
import { sessionListView } from '../sessionList/sessionListView.ts'
import { loadRows } from '../tables/loadRows.ts'
import { removeBelow } from '../tables/removeRows.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { rowKey } from '../tables/viewTable.ts'
import { loadRetiredQuarters } from './loadRetiredQuarters.ts'
import { instantOf, keyOfQuarter, quartersOf } from './personActivity.ts'
import { type PersonQuarter, personActivityTable } from './personActivityTable.ts'
import { type Quarters, quartersOfBatch } from './quarters.ts'
import { personTypes, userOverview, withoutCounts, withSessionMoved } from './userOverview.ts'
import { type UserRow, userOverviewTable } from './userOverviewTable.ts'
import { wholeActivity } from './wholeActivity.ts'

const people = userOverview(() => everything)

/** Loads the people whom an event is about, or one of whose sessions or counts may change, and the quarters of an hour in question. */
const load = async (loading: Loading): Promise<void> => {
  const { database, events, rows } = loading
  const seen = await loadRows(database, personActivityTable, new Set(events.flatMap(quartersOf).map(keyOfQuarter)))
  const retired = await loadRetiredQuarters(database, events)
  const quarters = [...seen, ...retired].map((row): [string, PersonQuarter] => [personActivityTable.keyOf(row), row])
  rows.put(personActivityTable, [...new Map(quarters).values()])
  const keys = touchedBy(people, events)
  for (const { tenantId, userId } of [...rows.of(sessionListTable), ...retired]) keys.add(rowKey(tenantId, userId))
  await loadInto(loading, userOverviewTable, keys)
}

const followSessions = ({ foldOf }: Folding, { rows }: ProjectedTable<UserRow>): void =>
  foldOf(sessionListView).onMoved(({ before, after }) => {
    const { tenantId, known } = after ?? before
    const user = rows.get(rowKey(tenantId, known.userId))
    const counted = withSessionMoved(user, before, after)
    if (counted !== user) rows.put(counted)
  })

/** Applies an event to people and to the quarters in which they were seen. */
const applying = (folding: Folding, users: ProjectedTable<UserRow>, quarters: Quarters) => {
  const { nowShownFrom } = folding.foldOf(retentionView)
  const retire = ({ tenantId, position, data: { countsBefore } }: ViewEventOf<'RecordsRetired'>): void => {
    if (countsBefore === null) return
    for (const [userId, gone] of Map.groupBy(quarters.retire(tenantId, countsBefore), (quarter) => quarter.userId)) {
      const row = users.rows.get(rowKey(tenantId, userId))
      if (row !== undefined) users.rows.put({ ...withoutCounts(row, gone, countsBefore), position })
    }
  }
  return (event: ViewEvent): void => {
    if (isRetirement(event)) retire(event)
    users.apply(event)
    for (const seen of quartersOf(event))
      if (!isCountRetired(instantOf(seen.quarter), nowShownFrom(seen.tenantId))) quarters.see(seen)
  }
}

const foldBatchOf = (folding: Folding, users: ProjectedTable<UserRow>): ProjectedTable<UserRow> => {
  const quarters = quartersOfBatch(folding)
  const { moved } = folding.foldOf(retentionView)
  return {
    rows: users.rows,
    apply: applying(folding, users, quarters),
    changes: () => [...users.changes(), ...quarters.changes()],
    tidy: () => [() => removeBelow(personActivityTable, 'quarter', countBounds(moved()))],
  }
}

const foldWhole = (folding: Folding, users: ProjectedTable<UserRow>): ProjectedTable<UserRow> => {
  const quarters = wholeActivity()
  return {
    rows: users.rows,
    apply: applying(folding, users, quarters),
    changes: users.changes,
    whole: {
      keptBytes: () => keptBytesOf([users]) + quarters.keptBytes(),
      afterLast: async () => [...users.changes(), tableRows(personActivityTable, quarters.rows())],
    },
  }
}

const foldUsers = (folding: Folding): ProjectedTable<UserRow> => {
  const { nowShownFrom } = folding.foldOf(retentionView)
  const users = foldTable(userOverview(nowShownFrom), folding)
  followSessions(folding, users)
  return folding.whole === null ? foldBatchOf(folding, users) : foldWhole(folding, users)
}

/** People, with the numbers of their live and past sessions, and when they signed in. */
export const userOverviewView: View<ProjectedTable<UserRow>> = {
  name: 'user_overview',
  tables: [userOverviewTable, personActivityTable],
  follows: [retentionView, sessionListView],
  types: [...personTypes, 'RecordsRetired'],
  opens: [
    'UserInvited',
    'UserRegistered',
    'UserRenamed',
    'EmailChanged',
    'UserHeld',
    'SessionStarted',
    'SessionContextChanged',
  ],
  load,
  fold: foldUsers,
}
