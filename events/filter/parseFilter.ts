import type { FilterExpression, ParsedFilter } from './expression.ts'
import type { FilterMeaning } from './fields.ts'
import { Mistaken } from './mistaken.ts'
import { resolveTerm } from './resolveTerm.ts'
import { parseSyntax, type Syntax } from './syntax.ts'

/** @throws Mistaken */
const resolve = (tree: Syntax, meaning: FilterMeaning): FilterExpression => {
  switch (tree.kind) {
    case 'nothing':
      return { kind: 'everything' }
    case 'and':
    case 'or': {
      const terms = tree.terms.map((term) => resolve(term, meaning))
      return { kind: tree.kind, terms: terms.flatMap((term) => (term.kind === tree.kind ? term.terms : [term])) }
    }
    case 'not':
      return { kind: 'not', term: resolve(tree.term, meaning) }
    case 'term':
      return resolveTerm(tree, meaning)
  }
}

/**
 * Parses `user:ann* country:DE,FR -deviceType:mobile started>-2h (ip:10.0.0.0/8 or risk>=70)`.
 * Terms side by side mean and, which binds tighter than or; an empty text matches everything.
 */
export const parseFilter = (text: string, meaning: FilterMeaning): ParsedFilter => {
  try {
    return { ok: true, expression: resolve(parseSyntax(text), meaning) }
  } catch (error) {
    if (error instanceof Mistaken) return { ok: false, mistake: error.mistake }
    throw error
  }
}
