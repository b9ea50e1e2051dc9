import type { FilterExpression } from '#events/filter/expression.ts'
import type { MatchingSessions, Selection } from '#services/ports/operationViews.ts'
import { readFilter } from '../filter/readFilter.ts'
import { matchedSessions, type MatchedSessions, type Matching } from './matchedSessions.ts'
import { type SelectedSession, sessionColumns, sessionRow } from './sessionRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { readVocabulary } from '../vocabulary/readVocabulary.ts'

const active: FilterExpression = {
  kind: 'term',
  key: 'status',
  operator: ':',
  values: [{ kind: 'text', text: 'active' }],
}

const expressionOf = (selection: Selection, now: number): FilterExpression =>
  'sessionIds' in selection ? active : { kind: 'and', terms: [active, readFilter(selection.filter, 'sessions', now)] }

/** The parts of a statement over the active sessions of a selection. */
const activeIn = (selection: Selection, matching: Matching): MatchedSessions => {
  const matched = matchedSessions(matching)
  if (!('sessionIds' in selection)) return matched
  const ids = matched.parameters.bind(selection.sessionIds, 'uuid[]')
  return { ...matched, where: `${matched.where} and s.session_id = any (${ids})` }
}

/** Answers which live sessions a selection matches now, and how many, in one snapshot. */
export const matchingSessions =
  ({ databases, clock }: Omit<ViewsAsked, 'cursors'>): MatchingSessions =>
  async (tenantId, selection, limit) => {
    const now = clock.now()
    const expression = expressionOf(selection, now)
    return inSnapshot(databases.endings, tenantId, async (snapshot) => {
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      const matching = { tenantId, expression, now, vocabulary }
      const { from, where, parameters } = activeIn(selection, matching)
      const { rows } = await snapshot.query<SelectedSession>(
        `select ${sessionColumns} from ${from} where ${where} order by s.session_id
         limit ${parameters.bind(limit, 'bigint')}`,
        parameters.values,
      )
      const counting = activeIn(selection, matching)
      const counted = await snapshot.query<{ total: number }>(
        `select count(*) as total from ${counting.from} where ${counting.where}`,
        counting.parameters.values,
      )
      return { sessions: rows.map(sessionRow), total: counted.rows[0]!.total, position: snapshot.position }
    })
  }
