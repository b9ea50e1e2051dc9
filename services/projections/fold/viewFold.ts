import type { Position } from '#events/envelope.ts'
import type { ActivityRow } from '../activityByMinute/activityByMinuteTable.ts'
import type { AnomalyListRow } from '../anomalyList/anomalyListTable.ts'
import type { OperationListRow, OperationResultRow } from '../operationList/operationTables.ts'
import {
  type GenerationRow,
  type RevocationRow,
  revocationsTable,
  wholeTenant,
} from '../revocations/revocationTables.ts'
import type { SessionLogRow } from '../sessionLog/sessionLogTable.ts'
import { type UserRow } from '../userOverview/userOverviewTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import { activityByMinute } from '../activityByMinute/activityByMinute.ts'
import { anomalyList } from '../anomalyList/anomalyList.ts'
import { condenser } from '../sessionList/condense.ts'
import { draftSet, type DraftSet } from '../sessionList/draftSet.ts'
import { operationList } from '../operationList/operationList.ts'
import { operationResults } from '../operationList/operationResults.ts'
import type { Parking } from './parking.ts'
import type { Projection, ViewName } from './projection.ts'
import { generations, revocationOf } from '../revocations/revocations.ts'
import { rowSet, type RowSet } from './rowSet.ts'
import type { SessionDraft } from '../sessionList/sessionDraft.ts'
import { projectSessions } from '../sessionList/projectSessions.ts'
import { logRowOf, opaqueLogRowOf } from '../sessionLog/logRowOf.ts'
import { userOverview } from '../userOverview/userOverview.ts'
import { isReadable, Unreadable, type ViewEvent } from './viewEvent.ts'

/** How far a tenant's log is numbered. */
export interface LogHead {
  tenantId: string
  number: number
  position: Position
}

/** What the events of a batch may change, as it is stored. */
export interface LoadedRows {
  sessions: readonly SessionDraft[]
  users: readonly UserRow[]
  activity: readonly ActivityRow[]
  anomalies: readonly AnomalyListRow[]
  operations: readonly OperationListRow[]
  results: readonly OperationResultRow[]
  generations: readonly GenerationRow[]
  logHeads: readonly LogHead[]
}
export const nothingLoaded: LoadedRows = {
  sessions: [],
  users: [],
  activity: [],
  anomalies: [],
  operations: [],
  results: [],
  generations: [],
  logHeads: [],
}

/** The views' rows in memory, with events folded into them one by one. */
export interface ViewFold {
  apply: (event: ViewEvent) => void
  /** Lets go of the memory that events came in. */
  settle: () => void
  /** Applies what was held back. */
  release: () => void
  drafts: DraftSet
  log: SessionLogRow[]
  revocations: Map<string, RevocationRow>
  users: RowSet<UserRow>
  activity: RowSet<ActivityRow>
  anomalies: RowSet<AnomalyListRow>
  operations: RowSet<OperationListRow>
  results: RowSet<OperationResultRow>
  generations: RowSet<GenerationRow>
}

type Apply = (event: ViewEvent) => void

const applyTo =
  <Row>(projection: Projection<Row>, rows: RowSet<Row>): Apply =>
  (event) =>
    projection.project(event, rows).forEach(rows.put)

const applyToSessions =
  (drafts: DraftSet): Apply =>
  (event) =>
    projectSessions(event, drafts).forEach(drafts.put)

/** Every event gets a number and a line; one that cannot be opened keeps what was never sealed. */
const applyToLog = (log: SessionLogRow[], loaded: readonly LogHead[], parks: Parking): Apply => {
  const heads = new Map(loaded.map((head) => [head.tenantId, head]))
  return (event) => {
    const { tenantId, position } = event
    const head = heads.get(tenantId) ?? { tenantId, number: 0, position: 0 }
    if (position <= head.position) return
    const number = head.number + 1
    heads.set(tenantId, { tenantId, number, position })
    try {
      log.push(logRowOf(event, number))
    } catch (error) {
      parks.park('session_log', event, error)
      log.push(opaqueLogRowOf(event, number))
    }
  }
}

const applyToRevocations = (revocations: Map<string, RevocationRow>, tenants: RowSet<GenerationRow>): Apply => {
  return (event) => {
    const row = revocationOf(event, tenants.get(rowKey(event.tenantId, wholeTenant)))
    if (row !== null) revocations.set(revocationsTable.keyOf(row), row)
  }
}

/** Views that follow from session rows need the sessions folded too. */
const followSessions: readonly ViewName[] = ['session_list', 'live_distribution', 'user_overview']

export interface FoldSettings {
  views: ReadonlySet<ViewName>
  loaded: LoadedRows
  parks: Parking
  /** Holds back events of sessions that later ones may supersede; `release` applies the rest. For whole logs. */
  condense?: boolean
}

/** A fold of the views named. An event that one of them cannot take is parked for it; that view's rows stay as they were. */
export const viewFold = ({ views, loaded, parks, condense = false }: FoldSettings): ViewFold => {
  const drafts = draftSet(loaded.sessions)
  const log: SessionLogRow[] = []
  const revocations = new Map<string, RevocationRow>()
  const users = rowSet(userOverview.table, loaded.users)
  const activity = rowSet(activityByMinute.table, loaded.activity)
  const anomalies = rowSet(anomalyList.table, loaded.anomalies)
  const operations = rowSet(operationList.table, loaded.operations)
  const results = rowSet(operationResults.table, loaded.results)
  const generationRows = rowSet(generations.table, loaded.generations)

  const guarded = (view: ViewName, apply: Apply): { view: ViewName; apply: Apply } => ({
    view,
    apply(event) {
      // The log has a line of every event, also of those that are parked or that nobody understands.
      if (view !== 'session_log' && (!event.understood || parks.isParked(view, event))) return
      try {
        apply(event)
      } catch (error) {
        // What nobody can read is parked once, by the log, which meets every event.
        if (!(error instanceof Unreadable) || isReadable(event)) parks.park(view, event, error)
      }
    },
  })
  const sessions = guarded('session_list', applyToSessions(drafts))
  const condensed = condenser(drafts, sessions.apply)
  const all = [
    condense ? { view: sessions.view, apply: condensed.apply } : sessions,
    guarded('session_log', applyToLog(log, loaded.logHeads, parks)),
    guarded('activity_by_minute', applyTo(activityByMinute, activity)),
    guarded('user_overview', applyTo(userOverview, users)),
    guarded('anomaly_list', applyTo(anomalyList, anomalies)),
    guarded('operation_list', applyTo(operationList, operations)),
    guarded('operation_list', applyTo(operationResults, results)),
    guarded('revocations', applyTo(generations, generationRows)),
    guarded('revocations', applyToRevocations(revocations, generationRows)),
  ]
  const needsSessions = followSessions.some((view) => views.has(view))
  const wanted = all.filter(({ view }) => views.has(view) || (view === 'session_list' && needsSessions))

  return {
    apply(event) {
      for (const { apply } of wanted) apply(event)
    },
    settle: condensed.settle,
    release: condensed.release,
    drafts,
    log,
    revocations,
    users,
    activity,
    anomalies,
    operations,
    results,
    generations: generationRows,
  }
}
