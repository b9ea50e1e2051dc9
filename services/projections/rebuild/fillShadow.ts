import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ParkedEvent, Parking } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import { activityByMinuteTable } from '../activityByMinute/activityByMinuteTable.ts'
import { anomalyListTable } from '../anomalyList/anomalyListTable.ts'
import { liveDistributionTable } from '../liveDistribution/liveDistributionTable.ts'
import { operationListTable, operationResultsTable } from '../operationList/operationTables.ts'
import { generationsTable, revocationsTable } from '../revocations/revocationTables.ts'
import { sessionListTable, type SessionListRow } from '../sessionList/sessionListTable.ts'
import { sessionLogTable, type SessionLogRow } from '../sessionLog/sessionLogTable.ts'
import { type TableRows, tableRows } from '../tables/upsertRows.ts'
import { userOverviewTable } from '../userOverview/userOverviewTable.ts'
import { fillTable, type TableFiller } from './fillTable.ts'
import { type LogFold, logFold } from './foldLog.ts'
import { logTimeAt, storeTime } from './logTimeAt.ts'
import type { Shadow } from './shadowSchema.ts'
import { refuseMissingKeys } from './unreadableLog.ts'
import { typesFor } from './viewTables.ts'

export interface PassRequest {
  log: LogRuns
  pool: Pool
  codec: ViewCodec
  shadow: Shadow
  views: ReadonlySet<ViewName>
  upto: Position
  parks: Parking
  onEvents: (position: Position) => void
}
export interface Passed {
  parked: readonly ParkedEvent[]
  /** Positions of events of sessions whose rows were finished before they came. */
  stragglers: readonly Position[]
  /** An event found unreadable only when a row was finished is parked now; the log has to be folded again without it. */
  isFlawed: boolean
}

/** Events folded together; also how many may lie in memory unfolded. */
const runEvents = 5_000

/** Tables whose rows are finished only when the whole log is folded, small beside the log. */
const lateTables = (fold: LogFold, views: ReadonlySet<ViewName>, logTime: string): TableRows[] => {
  const { rows } = fold
  const all: [ViewName, () => TableRows][] = [
    ['live_distribution', () => tableRows(liveDistributionTable, fold.distribution())],
    ['user_overview', () => tableRows(userOverviewTable, rows.users.changed())],
    ['activity_by_minute', () => tableRows(activityByMinuteTable, rows.activity.changed())],
    ['anomaly_list', () => tableRows(anomalyListTable, rows.anomalies.changed())],
    ['operation_list', () => tableRows(operationListTable, rows.operations.changed())],
    ['operation_list', () => tableRows(operationResultsTable, rows.results.changed())],
    ['revocations', () => tableRows(revocationsTable, fold.revocations(logTime))],
    ['revocations', () => tableRows(generationsTable, rows.generations.changed())],
  ]
  return all.filter(([view]) => views.has(view)).map(([, make]) => make())
}

const fillOne = async (pool: Pool, shadow: Shadow, { table, rows }: TableRows): Promise<void> => {
  const filler = fillTable(pool, shadow, table)
  await filler.add(rows)
  await filler.close()
}

interface Streaming {
  sessions: TableFiller<SessionListRow> | null
  log: TableFiller<SessionLogRow> | null
}

const streamRows = async (request: PassRequest, fold: LogFold, { sessions, log }: Streaming): Promise<void> => {
  const { views, upto, parks } = request
  for await (const run of request.log.runs({ after: 0, upto, types: typesFor(views), size: runEvents })) {
    const finished = await fold.take(run)
    refuseMissingKeys(parks.parked())
    await sessions?.add(finished.sessions)
    await log?.add(finished.log)
    request.onEvents(run.at(-1)!.position)
  }
  await sessions?.add(await fold.openSessions())
  refuseMissingKeys(parks.parked())
}

/**
 * One pass over the log into fresh tables of these views. Ended sessions and lines of the log stream into their tables
 * while it goes on. @throws KeysMissing
 */
export const fillShadow = async (request: PassRequest): Promise<Passed> => {
  const { pool, codec, shadow, views, upto, parks } = request
  const fold = logFold(views, { codec, parks, now: await storeTime(pool) })
  const sessions = views.has('session_list') ? fillTable(pool, shadow, sessionListTable) : null
  const log = views.has('session_log') ? fillTable(pool, shadow, sessionLogTable) : null
  try {
    await streamRows(request, fold, { sessions, log })
    await Promise.all([sessions?.close(), log?.close()])
  } catch (error) {
    await Promise.all([sessions?.abandon(), log?.abandon()])
    throw error
  }
  const logTime = await logTimeAt(request.log, upto)
  for (const given of lateTables(fold, views, logTime)) await fillOne(pool, shadow, given)
  return { parked: parks.parked(), stragglers: fold.stragglers(), isFlawed: fold.isFlawed() }
}
