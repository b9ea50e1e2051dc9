import type { EventType } from '#events/catalogue.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import { sessionEvents } from '#events/session/events.ts'
import { type ViewName, viewNames } from '../fold/projection.ts'
import { activityByMinuteTable } from '../activityByMinute/activityByMinuteTable.ts'
import { anomalyListTable } from '../anomalyList/anomalyListTable.ts'
import { liveDistributionTable } from '../liveDistribution/liveDistributionTable.ts'
import { operationListTable, operationResultsTable } from '../operationList/operationTables.ts'
import { generationsTable, revocationsTable } from '../revocations/revocationTables.ts'
import { sessionListTable } from '../sessionList/sessionListTable.ts'
import { sessionLogTable } from '../sessionLog/sessionLogTable.ts'
import { userOverviewTable } from '../userOverview/userOverviewTable.ts'
import type { ViewTable } from '../tables/viewTable.ts'

const untyped = <Row>(table: ViewTable<Row>): ViewTable<never> => table

/** The tables each view consists of. */
export const tablesOfViews: Readonly<Record<ViewName, readonly ViewTable<never>[]>> = {
  session_list: [untyped(sessionListTable)],
  session_log: [untyped(sessionLogTable)],
  activity_by_minute: [untyped(activityByMinuteTable)],
  live_distribution: [untyped(liveDistributionTable)],
  user_overview: [untyped(userOverviewTable)],
  anomaly_list: [untyped(anomalyListTable)],
  operation_list: [untyped(operationListTable), untyped(operationResultsTable)],
  revocations: [untyped(revocationsTable), untyped(generationsTable)],
}

/** Counters follow from session rows, so they are rebuilt with them. */
const following: readonly ViewName[] = ['live_distribution', 'user_overview']

/**
 * The views asked for and what they cannot be rebuilt without, always in one order: whoever reads several tables locks them
 * in that order too, so a swap and a reader never wait for each other.
 */
export const withWhatTheyNeed = (views: readonly ViewName[]): Set<ViewName> => {
  const wanted = new Set(views.some((view) => following.includes(view)) ? ['session_list', ...views] : views)
  return new Set(viewNames.filter((view) => wanted.has(view)))
}

const sessionTypes: readonly EventType[] = [
  ...sessionEvents.map(({ type }) => type),
  ...effectiveTypes,
  'AnomalyRaised',
]

/** Types of events that the views read; null: every one. */
export const typesFor = (views: ReadonlySet<ViewName>): readonly string[] | null =>
  views.size === 1 && views.has('session_list') ? sessionTypes : null
