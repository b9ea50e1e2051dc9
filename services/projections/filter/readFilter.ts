import type { FilterExpression } from '#events/filter/expression.ts'
import { filterFields, type FilterTarget } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { CodedError } from '#services/ports/errors.ts'

/** @throws CodedError invalid-filter with the offset of the mistake and what was expected there */
export const readFilter = (text: string, target: FilterTarget, now: number): FilterExpression => {
  const parsed = parseFilter(text, { fields: filterFields[target], now })
  if (parsed.ok) return parsed.expression
  const { offset, expected } = parsed.mistake
  throw new CodedError('invalid-filter', {
    detail: expected,
    errors: [{ path: 'filter', code: 'unexpected', message: expected, offset }],
  })
}
