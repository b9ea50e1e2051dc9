import type { FilterExpression, FilterTerm, FilterValue } from './expression.ts'

/** The most comparisons with one row that a filter may need. */
export const mostComparisons = 40

/** Words without a key are looked for by an expression over all texts of a row, which takes as long as so many comparisons. */
const costOfWords = 5

/** All texts of a term together cost one comparison. Each prefix, range or number costs one more. */
const comparisonsOf = ({ values }: FilterTerm): number => {
  const of = (kind: FilterValue['kind']) => values.filter((value) => value.kind === kind).length
  const [texts, words] = [of('text'), of('words')]
  return Math.min(1, texts) + words * costOfWords + values.length - texts - words
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
