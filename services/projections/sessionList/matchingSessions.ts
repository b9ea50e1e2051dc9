import type { FilterExpression } from '#events/filter/expression.ts'
import type { MatchingSessions, Selection } from '#services/ports/operationViews.ts'
import { readFilter } from '../filter/readFilter.ts'
import { matchedSessions, type MatchedSessions } from './matchedSessions.ts'
import { type SelectedSession, sessionColumns, sessionRow } from './sessionRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const active: FilterExpression = {
  kind: 'term',
  key: 'status',
  operator: ':',
  values: [{ kind: 'text', text: 'active' }],
}

/** Makes the parts of a statement over the active sessions of a selection. */
const activeIn = (tenantId: string, selection: Selection, now: number): (() => MatchedSessions) => {
  if ('sessionIds' in selection)
    return () => {
      const matched = matchedSessions({ tenantId, expression: active, now })
      const ids = matched.parameters.bind(selection.sessionIds, 'uuid[]')
      return { ...matched, where: `${matched.where} and s.session_id = any (${ids})` }
    }
  const asked = readFilter(selection.filter, 'sessions', now)
  return () => matchedSessions({ tenantId, expression: { kind: 'and', terms: [active, asked] }, now })
}

/** Answers which live sessions a selection matches now, and how many, in one snapshot. */
export const matchingSessions =
  ({ databases, clock }: Omit<ViewsAsked, 'cursors'>): MatchingSessions =>
  async (tenantId, selection, limit) => {
    const matching = activeIn(tenantId, selection, clock.now())
    return inSnapshot(databases.endings, tenantId, async (snapshot) => {
      const { from, where, parameters } = matching()
      const { rows } = await snapshot.query<SelectedSession>(
        `select ${sessionColumns} from ${from} where ${where} order by s.session_id
         limit ${parameters.bind(limit, 'bigint')}`,
        parameters.values,
      )
      const counting = matching()
      const counted = await snapshot.query<{ total: number }>(
        `select count(*) as total from ${counting.from} where ${counting.where}`,
        counting.parameters.values,
      )
      return { sessions: rows.map(sessionRow), total: counted.rows[0]!.total, position: snapshot.position }
    })
  }
