import { isSessionEnding } from '#events/session/endings.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { activityByMinute } from '../activityByMinute/activityByMinute.ts'
import { anomalyList } from '../anomalyList/anomalyList.ts'
import { operationList } from '../operationList/operationList.ts'
import { operationResults } from '../operationList/operationResults.ts'
import { everyView } from '../fold/foldBatch.ts'
import type { Projection, ViewName } from '../fold/projection.ts'
import { generations } from '../revocations/revocations.ts'
import { draftOfRow } from '../sessionList/sessionDraft.ts'
import { touchedSessions } from '../sessionList/projectSessions.ts'
import { userOverview } from '../userOverview/userOverview.ts'
import { isReadable, type ViewEvent } from '../fold/viewEvent.ts'
import type { LoadedRows } from '../fold/viewFold.ts'
import { loadRows } from '../tables/loadRows.ts'
import { wholeTenant } from '../revocations/revocationTables.ts'
import { sessionListTable, type SessionListRow } from '../sessionList/sessionListTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import { loadInvalidated } from '../sessionList/loadInvalidated.ts'
import { loadLogHeads } from '../sessionLog/loadLogHeads.ts'

type Events = readonly ViewEvent[]

const touchedBy = <Row>(projection: Projection<Row>, events: Events): Set<string> =>
  new Set(events.flatMap(projection.touches))

const loadSessions = async (database: Queryable, events: Events): Promise<SessionListRow[]> => {
  const named = await loadRows(database, sessionListTable, new Set(events.flatMap(touchedSessions)))
  const invalidated = await loadInvalidated(database, events)
  return [...new Map([...named, ...invalidated].map((row) => [sessionListTable.keyOf(row), row])).values()]
}

/** People whom an event is about, or whose session may move. */
const touchedUsers = (events: Events, sessions: readonly SessionListRow[]): Set<string> => {
  const keys = touchedBy(userOverview, events)
  sessions.forEach(({ tenantId, userId }) => keys.add(rowKey(tenantId, userId)))
  return keys
}

const tenantsOf = (events: Events): Set<string> => new Set(events.map(({ tenantId }) => tenantId))

const touchedGenerations = (events: Events): Set<string> => {
  const keys = touchedBy(generations, events)
  events.filter(isSessionEnding).forEach(({ tenantId }) => keys.add(rowKey(tenantId, wholeTenant)))
  return keys
}

/** Every stored row of these views that the events may change, and what their fold looks up. */
export const loadBatch = async (
  database: Queryable,
  all: Events,
  views: ReadonlySet<ViewName> = everyView,
): Promise<LoadedRows> => {
  // What nobody folds touches no row: its data may look like anything.
  const events = all.filter((event) => event.understood && isReadable(event))
  const load = async <Row extends object>(projection: Projection<Row>, keys = touchedBy(projection, events)) =>
    views.has(projection.view) ? loadRows(database, projection.table, keys) : []
  const sessions = views.has('session_list') ? await loadSessions(database, events) : []
  return {
    sessions: sessions.map(draftOfRow),
    users: await load(userOverview, touchedUsers(events, sessions)),
    activity: await load(activityByMinute),
    anomalies: await load(anomalyList),
    operations: await load(operationList),
    results: await load(operationResults),
    generations: await load(generations, touchedGenerations(events)),
    logHeads: views.has('session_log') ? await loadLogHeads(database, tenantsOf(all)) : [],
  }
}
