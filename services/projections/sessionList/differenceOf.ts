import type { FilterExpression, FilterTerm } from '#events/filter/expression.ts'
import { isStatusActive } from '../liveDistribution/facetTotal.ts'
import { idleSince } from './sessionComparisons.ts'

/** A filter finds what `whole` finds and `without` does not; whatever `without` finds, `whole` finds too. */
export interface Difference {
  whole: FilterExpression
  without: FilterExpression
}

const active: FilterTerm = { kind: 'term', key: 'status', operator: ':', values: [{ kind: 'text', text: 'active' }] }

/** Active and used since sessions that are idle now were. */
const usedLately = (now: number): FilterExpression => {
  const since: FilterTerm['values'] = [{ kind: 'instant', instant: idleSince(now) }]
  return { kind: 'and', terms: [active, { kind: 'term', key: 'lastActive', operator: '>', values: since }] }
}

const asksIdle = (expression: FilterExpression, wanted: boolean): boolean =>
  expression.kind === 'term' &&
  expression.key === 'idle' &&
  expression.values.every((value) => value.kind === 'boolean' && value.boolean === wanted)

/** `idle:true`, with or without `status:active`, which it implies. */
const isIdle = (expression: FilterExpression): boolean => {
  if (expression.kind !== 'and') return asksIdle(expression, true)
  const others = expression.terms.filter((term) => !isStatusActive(term))
  return others.length === 1 && asksIdle(others[0]!, true)
}

/**
 * Two filters whose numbers are quicker to get than that of this one; null: there are none. Most live sessions are idle, so
 * those that are not are counted.
 */
export const differenceOf = (expression: FilterExpression, now: number): Difference | null => {
  if (expression.kind === 'not') return { whole: { kind: 'everything' }, without: expression.term }
  if (isIdle(expression)) return { whole: active, without: usedLately(now) }
  if (!asksIdle(expression, false)) return null
  return {
    whole: { kind: 'everything' },
    without: { ...(expression as FilterTerm), values: [{ kind: 'boolean', boolean: true }] },
  }
}
