import type { Position } from '#events/envelope.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { type ParkedEvent, type Parking, parking } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import { activityByMinuteTable } from '../tables/activityByMinuteTable.ts'
import { anomalyListTable } from '../tables/anomalyListTable.ts'
import { liveDistributionTable } from '../tables/liveDistributionTable.ts'
import { operationListTable, operationResultsTable } from '../tables/operationTables.ts'
import { generationsTable, revocationsTable } from '../tables/revocationTables.ts'
import { sessionListTable } from '../tables/sessionListTable.ts'
import { sessionLogTable } from '../tables/sessionLogTable.ts'
import { type TableRows, tableRows } from '../tables/upsertRows.ts'
import { userOverviewTable } from '../tables/userOverviewTable.ts'
import { fillTable } from './fillTable.ts'
import { type LogFold, logFold } from './foldLog.ts'
import { scanLog } from './scanLog.ts'
import { createShadow, type Shadow } from './shadowSchema.ts'
import { refuseMissingKeys } from './unreadableLog.ts'
import { typesFor } from './viewTables.ts'

export interface FillRequest {
  pool: Pool
  codec: ViewCodec
  shadow: Shadow
  views: ReadonlySet<ViewName>
  upto: Position
  onEvents: (position: Position) => void
}
export interface Filled {
  parked: readonly ParkedEvent[]
  /** Events of sessions whose rows were finished before they came. */
  stragglers: readonly ViewEvent[]
}

/** Events folded together; also how many may lie in memory unfolded. */
const runEvents = 5_000

const logTimeAt = async (pool: Pool, position: Position): Promise<string> => {
  const { rows } = await pool.query<{ at: string }>('select at from events where position = $1', [position])
  return rows[0]?.at ?? new Date(0).toISOString()
}

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

/** One pass over the log. Sessions and lines of the log stream into their tables while it goes on. */
const pass = async (request: FillRequest, parks: Parking): Promise<Filled & { isFlawed: boolean }> => {
  const { pool, codec, shadow, views, upto } = request
  await createShadow(pool, shadow)
  const fold = logFold(views, codec, parks)
  const sessions = views.has('session_list') ? fillTable(pool, shadow, sessionListTable) : null
  const log = views.has('session_log') ? fillTable(pool, shadow, sessionLogTable) : null
  const connection = await pool.connect()
  try {
    for await (const run of scanLog(connection, { after: 0, upto, types: typesFor(views), size: runEvents })) {
      const finished = await fold.take(run)
      refuseMissingKeys(parks.parked())
      await sessions?.add(finished.sessions)
      await log?.add(finished.log)
      request.onEvents(run.at(-1)!.position)
    }
    await sessions?.add(await fold.openSessions())
    refuseMissingKeys(parks.parked())
    await Promise.all([sessions?.close(), log?.close()])
  } catch (error) {
    await Promise.all([sessions?.abandon(), log?.abandon()])
    connection.release(true)
    throw error
  }
  connection.release()
  const logTime = await logTimeAt(pool, upto)
  for (const given of lateTables(fold, views, logTime)) await fillOne(pool, shadow, given)
  return { parked: parks.parked(), stragglers: fold.stragglers(), isFlawed: fold.isFlawed() }
}

/**
 * Fills fresh tables of these views in the shadow from the log up to a position. An event found unreadable only when its row
 * was finished is parked, and the log folded again without it, so that the rows are those the live views have.
 * @throws KeysMissing
 */
export const fillShadow = async (request: FillRequest): Promise<Filled> => {
  const parks = parking()
  let filled = await pass(request, parks)
  while (filled.isFlawed) filled = await pass(request, parks)
  return filled
}
