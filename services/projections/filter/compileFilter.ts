import type { FilterExpression } from '#events/filter/expression.ts'
import { type Comparison, type Compiling, never } from './comparisons.ts'

/** How each key is compared; keys as in events/filter/fields.ts. */
export type Comparisons = Readonly<Record<string, Comparison>>

/**
 * A filter as a condition of SQL; its predicate in events/filter/matches.ts picks the same rows. Two-valued: what a term
 * leaves unknown counts as false, and `not` is the exact complement.
 */
export const compileFilter = (expression: FilterExpression, comparisons: Comparisons, compiling: Compiling): string => {
  const compile = (part: FilterExpression): string => {
    switch (part.kind) {
      case 'everything':
        return 'true'
      case 'and':
        return `(${part.terms.map(compile).join(' and ')})`
      case 'or':
        return `(${part.terms.map(compile).join(' or ')})`
      case 'not':
        return `(${compile(part.term)}) is not true`
      case 'term':
        return comparisons[part.key]?.(part, compiling) ?? never
    }
  }
  return compile(expression)
}
