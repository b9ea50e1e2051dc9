import type { FilterExpression, FilterTerm, FilterValue } from './expression.ts'

const bare = /^[^\s,()"*\p{C}]+$/u

/** A value as it is written in a filter, quoted where it must be. */
export const quoteValue = (text: string): string =>
  bare.test(text) ? text : `"${text.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`

const formatValue = (value: FilterValue): string => {
  switch (value.kind) {
    case 'text':
      return quoteValue(value.text)
    case 'words':
      return `"${value.words.join(' ')}"${value.prefix ? '*' : ''}`
    case 'prefix':
      return value.text === '' ? '*' : `${quoteValue(value.text)}*`
    case 'number':
      return String(value.number)
    case 'instant':
      return value.instant
    case 'boolean':
      return String(value.boolean)
    case 'cidr':
      return value.cidr
  }
}

const formatTerm = ({ key, operator, values }: FilterTerm): string => {
  const written = values.map(formatValue).join(',')
  return key === 'any' ? written : `${key}${operator}${written}`
}

const inBrackets = (expression: FilterExpression): string =>
  expression.kind === 'term' ? formatTerm(expression) : `(${formatFilter(expression)})`

/** The text that parses to this expression. `everything` has a text (the empty one) only on its own. */
export const formatFilter = (expression: FilterExpression): string => {
  switch (expression.kind) {
    case 'everything':
      return ''
    case 'term':
      return formatTerm(expression)
    case 'not':
      return `-${inBrackets(expression.term)}`
    case 'and':
      return expression.terms.map((term) => (term.kind === 'not' ? formatFilter(term) : inBrackets(term))).join(' ')
    case 'or':
      return expression.terms.map((term) => (term.kind === 'or' ? inBrackets(term) : formatFilter(term))).join(' or ')
  }
}
