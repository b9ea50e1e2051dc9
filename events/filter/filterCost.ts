import type { FilterExpression, FilterTerm } from './expression.ts'

/** The most comparisons with one row that a filter may need. */
export const mostComparisons = 40

/** All texts of a term together cost one comparison. Each prefix, range or number costs one more. */
const comparisonsOf = ({ values }: FilterTerm): number => {
  const words = values.filter(({ kind }) => kind === 'text').length
  return Math.min(1, words) + values.length - words
}

/** How many comparisons a row costs in the worst case, when it matches nothing. */
export const filterCost = (expression: FilterExpression): number => {
  switch (expression.kind) {
    case 'everything':
      return 0
    case 'and':
    case 'or':
      return expression.terms.reduce((sum, term) => sum + filterCost(term), 0)
    case 'not':
      return filterCost(expression.term)
    case 'term':
      return comparisonsOf(expression)
  }
}
