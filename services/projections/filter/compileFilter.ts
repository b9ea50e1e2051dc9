import type { FilterExpression } from '#events/filter/expression.ts'
import { type Comparison, type Compiling, never } from './comparisons.ts'

/** How each key is compared; the keys are those of events/filter/fields.ts. */
export type Comparisons = Readonly<Record<string, Comparison>>

/**
 * Compiles a filter to an SQL condition, which picks the same rows as its predicate in events/filter/matches.ts. A
 * condition is either true or false: unknown counts as false, so `not` is the exact complement.
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
