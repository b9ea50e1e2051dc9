import type { FilterExpression } from '#events/filter/expression.ts'
import { filterFields, type FilterTarget } from '#events/filter/fields.ts'
import { filterCost, mostComparisons } from '#events/filter/filterCost.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { CodedError } from '#services/ports/errors.ts'

const affordable = (expression: FilterExpression): FilterExpression => {
  const cost = filterCost(expression)
  if (cost <= mostComparisons) return expression
  const detail = `A filter makes ${mostComparisons} comparisons at most; this one makes ${cost}. Put words of one key into one term: country:DE,FR.`
  throw new CodedError('filter-too-costly', {
    detail,
    errors: [{ path: 'filter', code: 'too-costly', message: detail }],
  })
}

/**
 * @throws CodedError filter-too-costly, or invalid-filter with the offset of the mistake and what was expected there
 */
export const readFilter = (text: string, target: FilterTarget, now: number): FilterExpression => {
  const parsed = parseFilter(text, { fields: filterFields[target], now })
  if (parsed.ok) return affordable(parsed.expression)
  const { offset, expected } = parsed.mistake
  throw new CodedError('invalid-filter', {
    detail: expected,
    errors: [{ path: 'filter', code: 'unexpected', message: expected, offset }],
  })
}
