import { draftOfRow } from '#services/projections/sessionList/sessionDraft.ts'
import { foldBatch } from '#services/projections/fold/foldBatch.ts'
import type { ParkedEvent } from '#services/projections/fold/parking.ts'
import type { ViewEvent } from '#services/projections/fold/viewEvent.ts'
import type { LoadedRows, LogHead } from '#services/projections/fold/viewFold.ts'
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
import {
  type GenerationRow,
  generationsTable,
  type RevocationRow,
  revocationsTable,
} from '#services/projections/revocations/revocationTables.ts'
import { type SessionListRow, sessionListTable } from '#services/projections/sessionList/sessionListTable.ts'
import { type SessionLogRow, sessionLogTable } from '#services/projections/sessionLog/sessionLogTable.ts'
import { type UserRow, userOverviewTable } from '#services/projections/userOverview/userOverviewTable.ts'
import type { ViewTable } from '#services/projections/tables/viewTable.ts'

/** A table that keeps rows by key, as the database does. */
const memoryTable = <Row>(table: ViewTable<Row>) => {
  const rows = new Map<string, Row>()
  return {
    name: table.name,
    put: (row: Row) => void rows.set(table.keyOf(row), row),
    drop: (row: Row) => void rows.delete(table.keyOf(row)),
    get: (row: Row) => rows.get(table.keyOf(row)),
    all: (): Row[] => [...rows.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row),
  }
}

/** Every view, kept in memory and moved by the very fold that moves the database's. */
export const viewsInMemory = () => {
  const sessions = memoryTable<SessionListRow>(sessionListTable)
  const log = memoryTable<SessionLogRow>(sessionLogTable)
  const activity = memoryTable<ActivityRow>(activityByMinuteTable)
  const distribution = memoryTable<DistributionRow>(liveDistributionTable)
  const users = memoryTable<UserRow>(userOverviewTable)
  const anomalies = memoryTable<AnomalyListRow>(anomalyListTable)
  const operations = memoryTable<OperationListRow>(operationListTable)
  const results = memoryTable<OperationResultRow>(operationResultsTable)
  const revocations = memoryTable<RevocationRow>(revocationsTable)
  const generations = memoryTable<GenerationRow>(generationsTable)
  const parked: ParkedEvent[] = []

  const logHeads = (): LogHead[] => {
    const heads = new Map<string, LogHead>()
    for (const { tenantId, number, position } of log.all())
      if (number > (heads.get(tenantId)?.number ?? 0)) heads.set(tenantId, { tenantId, number, position })
    return [...heads.values()]
  }
  const load = (): LoadedRows => ({
    sessions: sessions.all().map(draftOfRow),
    users: users.all(),
    activity: activity.all(),
    anomalies: anomalies.all(),
    operations: operations.all(),
    results: results.all(),
    generations: generations.all(),
    logHeads: logHeads(),
  })
  const addToCounter = (delta: DistributionRow): void => {
    const row = distribution.get(delta) ?? { ...delta, sessions: 0, active: 0 }
    const sum = { ...row, sessions: row.sessions + delta.sessions, active: row.active + delta.active }
    if (sum.sessions === 0 && sum.active === 0) distribution.drop(row)
    else distribution.put(sum)
  }
  return {
    sessions,
    log,
    activity,
    distribution,
    users,
    anomalies,
    operations,
    results,
    revocations,
    generations,
    parked,
    project(events: readonly ViewEvent[]): void {
      const { fold, sessions: moved, distribution: deltas, parked: fresh } = foldBatch(events, load())
      moved.forEach(sessions.put)
      fold.log.forEach(log.put)
      deltas.forEach(addToCounter)
      fold.users.changed().forEach(users.put)
      fold.activity.changed().forEach(activity.put)
      fold.anomalies.changed().forEach(anomalies.put)
      fold.operations.changed().forEach(operations.put)
      fold.results.changed().forEach(results.put)
      fold.generations.changed().forEach(generations.put)
      fold.revocations.forEach(revocations.put)
      parked.push(...fresh)
    },
    /** Everything, in the order of keys, to be compared whole. */
    everything: () =>
      Object.fromEntries(
        [sessions, log, activity, distribution, users, anomalies, operations, results, revocations, generations].map(
          (table) => [table.name, table.all()],
        ),
      ),
  }
}
