import type { FilterExpression, FilterTerm } from './expression.ts'

/** Comparisons with a row that a filter may ask for. */
export const mostComparisons = 40

/** Words are looked up together, whatever their number; a prefix, a range or a number is a comparison of its own. */
const comparisonsOf = ({ values }: FilterTerm): number => {
  const words = values.filter(({ kind }) => kind === 'text').length
  return Math.min(1, words) + values.length - words
}

/** How many comparisons a row costs that matches nothing. */
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
