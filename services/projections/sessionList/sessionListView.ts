import { effectiveTypes } from '#events/session/endings.ts'
import { sessionEvents } from '#events/session/events.ts'
import type { View } from '../fold/view.ts'
import { loadRows } from '../tables/loadRows.ts'
import { retentionView } from '../retention/retentionView.ts'
import { loadInvalidated } from './loadInvalidated.ts'
import { loadRetired } from './loadRetired.ts'
import { touchedSessions } from './projectSessions.ts'
import { foldSessions, type SessionFold } from './sessionFold.ts'
import { sessionActivityTable } from './sessionActivityTable.ts'
import { sessionListTable } from './sessionListTable.ts'
import { sessionsByIds } from './sessionsByIds.ts'

/** Every session, live or ended. */
export const sessionListView: View<SessionFold> = {
  name: 'session_list',
  tables: [sessionListTable, sessionActivityTable],
  follows: [retentionView],
  types: [...new Set([...sessionEvents.map(({ type }) => type), ...effectiveTypes, 'AnomalyRaised' as const])],
  // Of other types only a session's last event is opened, when the row is finished.
  opens: ['SessionStarted', ...effectiveTypes],
  async load({ database, events, rows }) {
    const named = await loadRows(database, sessionListTable, new Set(events.flatMap(touchedSessions)))
    const invalidated = await loadInvalidated(database, events)
    const retired = await loadRetired(database, events)
    const all = [...named, ...invalidated, ...retired].map((row) => [sessionListTable.keyOf(row), row] as const)
    rows.put(sessionListTable, [...new Map(all).values()])
  },
  fold: foldSessions,
  frame: {
    member: 'sessions',
    changes: { column: 'session_ids', type: 'uuid[]' },
    async read({ snapshot, tenantId }, keys, frame) {
      frame.sessions = await sessionsByIds(snapshot, tenantId, keys.map(String))
    },
  },
}
