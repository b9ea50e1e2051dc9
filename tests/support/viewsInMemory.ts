import { foldBatch } from '#services/projections/fold/foldBatch.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { ViewEvent } from '#services/projections/fold/viewEvent.ts'
import { rowsByTable } from '#services/projections/fold/rowsByTable.ts'
import type { TableChange, View } from '#services/projections/fold/view.ts'
import {
  type ActivityRow,
  activityByMinuteTable,
} from '#services/projections/activityByMinute/activityByMinuteTable.ts'
import { type AnomalyListRow, anomalyListTable } from '#services/projections/anomalyList/anomalyListTable.ts'
import {
  type DistributionRow,
  liveDistributionTable,
} from '#services/projections/liveDistribution/liveDistributionTable.ts'
import {
  type OperationListRow,
  operationListTable,
  type OperationResultRow,
  operationResultsTable,
} from '#services/projections/operationList/operationTables.ts'
import { retentionTable } from '#services/projections/retention/retentionTable.ts'
import { sessionActivityTable } from '#services/projections/sessionList/sessionActivityTable.ts'
import { type SessionListRow, sessionListTable } from '#services/projections/sessionList/sessionListTable.ts'
import { type SessionLogRow, sessionLogTable } from '#services/projections/sessionLog/sessionLogTable.ts'
import { personActivityTable } from '#services/projections/userOverview/personActivityTable.ts'
import { type UserRow, userOverviewTable } from '#services/projections/userOverview/userOverviewTable.ts'
import { vocabularyTable } from '#services/projections/vocabulary/vocabularyTable.ts'
import type { ViewTable } from '#services/projections/tables/viewTable.ts'
import { views } from '#services/projections/views.ts'

/** A table that keeps rows by key, as the database does. */
const memoryTable = <Row>(table: ViewTable<Row>) => {
  const rows = new Map<string, Row>()
  return {
    name: table.name,
    table: table as ViewTable<never>,
    put: (row: Row) => void rows.set(table.keyOf(row), row),
    drop: (row: Row) => void rows.delete(table.keyOf(row)),
    get: (row: Row) => rows.get(table.keyOf(row)),
    all: (): Row[] => [...rows.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row),
  }
}

/** Every view, kept in memory and moved by the very fold that moves the database's. */
export const viewsInMemory = (declared: readonly View[] = views) => {
  const retained = memoryTable(retentionTable)
  const sessions = memoryTable<SessionListRow>(sessionListTable)
  const used = memoryTable(sessionActivityTable)
  const log = memoryTable<SessionLogRow>(sessionLogTable)
  const vocabulary = memoryTable(vocabularyTable)
  const activity = memoryTable<ActivityRow>(activityByMinuteTable)
  const distribution = memoryTable<DistributionRow>(liveDistributionTable)
  const users = memoryTable<UserRow>(userOverviewTable)
  const quarters = memoryTable(personActivityTable)
  const anomalies = memoryTable<AnomalyListRow>(anomalyListTable)
  const operations = memoryTable<OperationListRow>(operationListTable)
  const results = memoryTable<OperationResultRow>(operationResultsTable)
  const named = {
    retained,
    sessions,
    used,
    log,
    vocabulary,
    activity,
    distribution,
    users,
    quarters,
    anomalies,
    operations,
    results,
  }
  const tables = Object.values(named)
  const parked: ParkedEvent[] = []

  const addToCounter = (delta: DistributionRow): void => {
    const row = distribution.get(delta) ?? { ...delta, sessions: 0, active: 0 }
    const sum = { ...row, sessions: row.sessions + delta.sessions, active: row.active + delta.active }
    if (sum.sessions === 0 && sum.active === 0) distribution.drop(row)
    else distribution.put(sum)
  }
  const store = (change: TableChange): void => {
    if (change.how === 'add') change.rows.forEach(addToCounter)
    else change.rows.forEach(tables.find(({ name }) => name === change.table.name)!.put)
  }
  return {
    ...named,
    parked,
    project(events: readonly ViewEvent[]): void {
      const stored = rowsByTable()
      for (const { table, all } of tables) stored.put(table, all() as never[])
      const batch = foldBatch(events, stored, declared)
      batch.changes.forEach(store)
      parked.push(...batch.parked)
    },
    /** Everything, in the order of keys, to be compared whole. */
    everything: () => Object.fromEntries(tables.map((table) => [table.name, table.all()])),
  }
}
