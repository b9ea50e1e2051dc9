import type { MatchingSessions, Selection } from '#services/ports/operationViews.ts'
import { compileFilter } from '../filter/compileFilter.ts'
import { readFilter } from '../filter/readFilter.ts'
import { sessionComparisons } from './sessionComparisons.ts'
import { type SqlParameters, sqlParameters } from '../filter/sqlParameters.ts'
import { type SelectedSession, sessionColumns, sessionRow } from './sessionRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const conditionOf = (selection: Selection, now: number): ((parameters: SqlParameters) => string) => {
  if ('sessionIds' in selection) return ({ bind }) => `s.session_id = any (${bind(selection.sessionIds, 'uuid[]')})`
  const expression = readFilter(selection.filter, 'sessions', now)
  return (parameters) => compileFilter(expression, sessionComparisons, { parameters, now })
}

/** Answers which live sessions a selection matches now, and how many, in one snapshot. */
export const matchingSessions =
  ({ databases, clock }: Omit<ViewsAsked, 'cursors'>): MatchingSessions =>
  async (tenantId, selection, limit) => {
    const condition = conditionOf(selection, clock.now())
    const matching = () => {
      const parameters = sqlParameters()
      const tenant = parameters.bind(tenantId, 'uuid')
      const where = `s.tenant_id = ${tenant} and s.status = 'active' and ${condition(parameters)}`
      return { where, ...parameters }
    }
    return inSnapshot(databases.endings, tenantId, async (snapshot) => {
      const { where, values, bind } = matching()
      const { rows } = await snapshot.query<SelectedSession>(
        `select ${sessionColumns} from session_list s where ${where} order by s.session_id limit ${bind(limit, 'bigint')}`,
        values,
      )
      const counting = matching()
      const counted = await snapshot.query<{ total: number }>(
        `select count(*) as total from session_list s where ${counting.where}`,
        counting.values,
      )
      return { sessions: rows.map(sessionRow), total: counted.rows[0]!.total, position: snapshot.position }
    })
  }
