import type { FilterExpression } from '#events/filter/expression.ts'
import { compileFilter } from '../filter/compileFilter.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { isStatusActive } from '../liveDistribution/facetTotal.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import type { Matching } from './matchedSessions.ts'
import { activityComparisons, keysOfActivity } from './sessionComparisons.ts'

/** Whether a filter speaks of nothing but what `session_activity` holds. */
export const isOfActivity = (expression: FilterExpression): boolean => {
  switch (expression.kind) {
    case 'everything':
      return true
    case 'and':
    case 'or':
      return expression.terms.every(isOfActivity)
    case 'not':
      return isOfActivity(expression.term)
    case 'term':
      return isStatusActive(expression) || keysOfActivity.has(expression.key)
  }
}

/** Counts the sessions of a filter of which `isOfActivity` holds: an index of the narrow table answers most of them. */
export const countByActivity = async (
  snapshot: Snapshot,
  { tenantId, expression, now, vocabulary }: Matching,
): Promise<number> => {
  const parameters = sqlParameters()
  const tenant = parameters.bind(tenantId, 'uuid')
  const condition = compileFilter(expression, activityComparisons, { parameters, now, vocabulary })
  const { rows } = await snapshot.query<{ total: number }>(
    `select count(*) as total from session_activity a where a.tenant_id = ${tenant} and ${condition}`,
    parameters.values,
  )
  return rows[0]!.total
}
