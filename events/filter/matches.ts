import { blockContains, parseBlock } from '../addresses.ts'
import type { FilterExpression, FilterTerm, FilterValue } from './expression.ts'
import type { Filterable, FilterValues } from './filterable.ts'
import { wordsPattern } from './words.ts'

type Test = (value: Filterable) => boolean
type Operator = FilterTerm['operator']

const compare = (value: number, operator: Operator, limit: number): boolean => {
  switch (operator) {
    case ':':
      return value === limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '<':
      return value < limit
    case '<=':
      return value <= limit
  }
}

const isTexts = (value: Filterable): value is readonly string[] => Array.isArray(value)

const inBlock = (cidr: string): Test => {
  const block = parseBlock(cidr)
  return (value) => {
    const address = typeof value === 'string' ? parseBlock(value) : null
    return block !== null && address !== null && blockContains(block, address)
  }
}

const ordered = (operator: Operator, limit: number): Test => {
  return (value) => typeof value === 'number' && compare(value, operator, limit)
}

/** An absent value passes no test, so it matches no positive term. */
const testOf = (operator: Operator, wanted: FilterValue): Test => {
  switch (wanted.kind) {
    case 'text':
      return (value) => isTexts(value) && value.includes(wanted.text)
    case 'words': {
      const pattern = new RegExp(wordsPattern(wanted))
      return (value) => isTexts(value) && value.some((text) => pattern.test(text))
    }
    case 'prefix':
      return (value) => isTexts(value) && value.some((text) => text.startsWith(wanted.text))
    case 'boolean':
      return (value) => value === wanted.boolean
    case 'number':
      return ordered(operator, wanted.number)
    case 'instant':
      return ordered(operator, Date.parse(wanted.instant))
    case 'cidr':
      return inBlock(wanted.cidr)
  }
}

type Predicate<Row> = (row: Row, now: number) => boolean

const termPredicate = <Row>(term: FilterTerm, values: FilterValues<Row>): Predicate<Row> => {
  const read = values[term.key]
  const tests = term.values.map((value) => testOf(term.operator, value))
  if (read === undefined) return () => false
  return (row, now) => {
    const value = read(row, now)
    return tests.some((test) => test(value))
  }
}

/**
 * Compiles a filter to a predicate over live rows, whose `values` are read by key. It must accept the same rows as the database does for the
 * same filter. `now` (milliseconds) decides what is idle. Two-valued: `not` is the exact complement.
 */
export const matches = <Row>(expression: FilterExpression, values: FilterValues<Row>): Predicate<Row> => {
  switch (expression.kind) {
    case 'everything':
      return () => true
    case 'and': {
      const terms = expression.terms.map((term) => matches(term, values))
      return (row, now) => terms.every((term) => term(row, now))
    }
    case 'or': {
      const terms = expression.terms.map((term) => matches(term, values))
      return (row, now) => terms.some((term) => term(row, now))
    }
    case 'not': {
      const term = matches(expression.term, values)
      return (row, now) => !term(row, now)
    }
    case 'term':
      return termPredicate(expression, values)
  }
}
