import type { FilterExpression, FilterTerm } from '#events/filter/expression.ts'
import { type Compiling, instant } from '../filter/comparisons.ts'
import { compileFilter } from '../filter/compileFilter.ts'
import { type SqlParameters, sqlParameters } from '../filter/sqlParameters.ts'
import { isStatusActive } from '../liveDistribution/facetTotal.ts'
import type { Order } from '../queries/keysetPage.ts'
import type { Vocabulary } from '../vocabulary/readVocabulary.ts'
import { keysOfActivity, sessionComparisons } from './sessionComparisons.ts'

export interface Matching {
  tenantId: string
  expression: FilterExpression
  /** Milliseconds since the epoch. */
  now: number
  vocabulary: Vocabulary
  order?: Order
  /** A `tablesample` clause, to look at some sessions only. */
  sample?: string
}

/** The parts of a statement over `session_list s`, with `session_activity a` where filter or order asks for it. */
export interface MatchedSessions {
  from: string
  /** Holds for every session of the tenant. */
  tenant: string
  /** Holds for the sessions that the filter finds. */
  condition: string
  /** Both. */
  where: string
  parameters: SqlParameters
}

/** The beginning of a statement that reads a page, and the order as it is written there. */
export type PageSource = () => Pick<MatchedSessions, 'where' | 'parameters'> & { select: string; order: Order }

export const asksActivity = (expression: FilterExpression): boolean => {
  switch (expression.kind) {
    case 'everything':
      return false
    case 'and':
    case 'or':
      return expression.terms.some(asksActivity)
    case 'not':
      return asksActivity(expression.term)
    case 'term':
      return keysOfActivity.has(expression.key)
  }
}

const isIdle = ({ key, values }: FilterTerm): boolean =>
  key === 'idle' && values.every((value) => value.kind === 'boolean' && value.boolean)

/** Whether a filter finds active sessions only. */
export const findsActiveOnly = (expression: FilterExpression): boolean => {
  switch (expression.kind) {
    case 'everything':
    case 'not':
      return false
    case 'and':
      return expression.terms.some(findsActiveOnly)
    case 'or':
      return expression.terms.every(findsActiveOnly)
    case 'term':
      return isStatusActive(expression) || isIdle(expression)
  }
}

const beganAfter = (expression: FilterExpression): expression is FilterTerm =>
  expression.kind === 'term' && expression.key === 'started' && expression.operator.startsWith('>')

/** What the filter says of a session's beginning and status, said of its activity too, for the indexes of that table. */
const saidOfActivity = (expression: FilterExpression, compiling: Compiling): string[] => {
  const terms = expression.kind === 'and' ? expression.terms : [expression]
  return terms.flatMap((term) => {
    if (isStatusActive(term)) return ['a.is_active']
    return beganAfter(term) ? [instant('a.last_active_at')(term, compiling)] : []
  })
}

export const matchedSessions = (matching: Matching): MatchedSessions => {
  const { tenantId, expression, now, vocabulary, order, sample = '' } = matching
  const parameters = sqlParameters()
  const id = parameters.bind(tenantId, 'uuid')
  const tenant = `s.tenant_id = ${id}`
  const compiling = { parameters, now, vocabulary }
  const compiled = compileFilter(expression, sessionComparisons(id), compiling)
  const isJoined = asksActivity(expression) || order?.idColumn === 'a.session_id'
  const condition = [compiled, ...(isJoined ? saidOfActivity(expression, compiling) : [])].join(' and ')
  const from = `session_list s ${sample} ${isJoined ? 'join session_activity a using (tenant_id, session_id)' : ''}`
  return { from, tenant, condition, where: `${tenant} and ${condition}`, parameters }
}
