import { revocationsTable } from '../revocations/revocationTables.ts'
import type { DistributionRow } from '../liveDistribution/liveDistributionTable.ts'
import { sessionListTable, type SessionListRow } from '../sessionList/sessionListTable.ts'
import { sessionLogTable } from '../sessionLog/sessionLogTable.ts'
import { type TableRows, tableRows } from '../tables/upsertRows.ts'
import { activityByMinute } from '../activityByMinute/activityByMinute.ts'
import { anomalyList } from '../anomalyList/anomalyList.ts'
import type { SessionMove } from '../sessionList/draftSet.ts'
import { type DistributionDeltas, distributionDeltas } from '../liveDistribution/distributionDeltas.ts'
import { operationList } from '../operationList/operationList.ts'
import { operationResults } from '../operationList/operationResults.ts'
import { type ParkedEvent, type Parking, parking } from './parking.ts'
import { type ViewName, viewNames } from './projection.ts'
import { generations } from '../revocations/revocations.ts'
import { rowOfDraft, type SessionDraft } from '../sessionList/sessionDraft.ts'
import { userOverview, withSessionMoved } from '../userOverview/userOverview.ts'
import { rowKey } from '../tables/viewTable.ts'
import { opened, type ViewEvent } from './viewEvent.ts'
import { type LoadedRows, type ViewFold, viewFold } from './viewFold.ts'

/** What a batch comes to, in rows. */
export interface FoldedBatch {
  /** Rows that take the place of those with the same keys. */
  changed: TableRows[]
  /** New lines of the log. */
  log: TableRows
  /** Differences to add to the counters. */
  distribution: readonly DistributionRow[]
  parked: ParkedEvent[]
  sessions: readonly SessionListRow[]
  fold: ViewFold
}

/** Of the events a row depends on, parks those that cannot be opened. */
export const parkUnopenable = (draft: SessionDraft, parks: Parking): void => {
  for (const event of [draft.began, draft.seen, draft.ended]) {
    if (event === null) continue
    try {
      opened(event)
    } catch (error) {
      parks.park('session_list', event, error)
    }
  }
}

/** The rows the sessions come to; null when an event of one had to be parked, so that the fold must begin again. */
const finish = (moves: readonly SessionMove[], parks: Parking): SessionListRow[] | null => {
  const rows: SessionListRow[] = []
  let whole = true
  for (const { after } of moves) {
    try {
      rows.push(rowOfDraft(after))
    } catch {
      parkUnopenable(after, parks)
      whole = false
    }
  }
  return whole ? rows : null
}

/** What follows from session rows: counters of people and facets. */
export const countMoves = (
  moves: readonly SessionMove[],
  fold: ViewFold,
  deltas: DistributionDeltas,
  views: ReadonlySet<ViewName>,
): void => {
  for (const { before, after } of moves) {
    if (views.has('live_distribution')) deltas.sessionMoved(before, after)
    if (!views.has('user_overview')) continue
    const user = fold.users.get(rowKey(after.tenantId, after.known.userId))
    const counted = withSessionMoved(user, before, after)
    if (counted !== user) fold.users.put(counted)
  }
}

const changedRows = (sessions: readonly SessionListRow[], fold: ViewFold): TableRows[] => [
  tableRows(sessionListTable, sessions),
  tableRows(userOverview.table, fold.users.changed()),
  tableRows(activityByMinute.table, fold.activity.changed()),
  tableRows(anomalyList.table, fold.anomalies.changed()),
  tableRows(operationList.table, fold.operations.changed()),
  tableRows(operationResults.table, fold.results.changed()),
  tableRows(generations.table, fold.generations.changed()),
  tableRows(revocationsTable, [...fold.revocations.values()]),
]

/** Every view there is. */
export const everyView: ReadonlySet<ViewName> = new Set(viewNames)

/** Folds a run of the log into the rows it touches. Pure: the same events and rows give the same rows. */
export const foldBatch = (
  events: readonly ViewEvent[],
  loaded: LoadedRows,
  views = everyView,
  parks = parking(),
): FoldedBatch => {
  const fold = viewFold({ views, loaded, parks })
  events.forEach(fold.apply)
  const moves = fold.drafts.moves()
  const sessions = finish(moves, parks)
  // Each round parks at least one event more, so this ends.
  if (sessions === null) return foldBatch(events, loaded, views, parks)
  const deltas = distributionDeltas()
  countMoves(moves, fold, deltas, views)
  const counted = views.has('live_distribution') ? fold.users.changed() : []
  for (const user of counted) deltas.userMoved(fold.users.before(userOverview.table.keyOf(user)), user)
  return {
    changed: changedRows(sessions, fold),
    log: tableRows(sessionLogTable, fold.log),
    distribution: deltas.rows(),
    parked: parks.parked(),
    sessions,
    fold,
  }
}
