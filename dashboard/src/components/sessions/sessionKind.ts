import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { sessionLeaves } from '#events/retention/leaving.ts'
import { listSessions } from '../../api/sessions.ts'
import type { Connections } from '../../connections.ts'
import type { RowKind } from '../list/rowKind.ts'
import { compareSessionsBy } from './compareSessions.ts'
import { changedColumns } from './sessionColumns.ts'

/** Sessions as a live list. Only live sessions can be chosen, because the others have ended already. */
export const sessionKind = ({ http, serverClock }: Pick<Connections, 'http' | 'serverClock'>): RowKind<SessionRow> => ({
  idOf: ({ id }) => id,
  async read(asked, signal) {
    const { body, position } = await listSessions(http, asked, signal)
    return { rows: body.items, next: body.nextCursor, position }
  },
  inFrame: ({ sessions }) => sessions,
  predicateOf(filter) {
    const parsed = parseFilter(filter, { fields: filterFields.sessions, now: serverClock.now() })
    const predicate = matches(parsed.ok ? parsed.expression : { kind: 'everything' }, sessionValues)
    return (row) => predicate(row, serverClock.now())
  },
  compareBy: compareSessionsBy,
  isOlder: (row, listed) => row.revision < listed.revision,
  changedColumns,
  isNew: (row, readAt) => row.startedAt >= readAt,
  leavesWith: sessionLeaves,
  isSelectable: ({ status }) => status === 'active',
})
