import { Mistaken } from './mistaken.ts'
import { parseSyntax, type Syntax, type WrittenTerm } from './syntax.ts'

/** One piece of a filter on screen: a term, or the punctuation between terms. A bare word has an empty key and operator. */
export type Chip =
  | { kind: 'term'; offset: number; negated: boolean; key: string; operator: string; value: string }
  | { kind: 'punctuation'; text: '(' | ')' | '-(' | 'or' }

const punctuation = (text: '(' | ')' | '-(' | 'or'): Chip => ({ kind: 'punctuation', text })

const termChip = (term: WrittenTerm, negated: boolean): Chip => {
  const { key, offset, source } = term
  const operator = key === '' ? '' : term.operator
  return { kind: 'term', offset, negated, key, operator, value: source.slice(key.length + operator.length) }
}

const bracketed = (tree: Syntax, open: '(' | '-('): Chip[] => [punctuation(open), ...chipsOf(tree), punctuation(')')]

const chipsOf = (tree: Syntax): Chip[] => {
  switch (tree.kind) {
    case 'nothing':
      return []
    case 'term':
      return [termChip(tree, false)]
    case 'not':
      return tree.term.kind === 'term' ? [termChip(tree.term, true)] : bracketed(tree.term, '-(')
    case 'and':
      return tree.terms.flatMap((term) => (term.kind === 'or' ? bracketed(term, '(') : chipsOf(term)))
    case 'or':
      return tree.terms.flatMap((term, index) => (index === 0 ? chipsOf(term) : [punctuation('or'), ...chipsOf(term)]))
  }
}

/** The filter as it was written, or `nothing` when it cannot be read. */
export const syntaxOf = (text: string): Syntax => {
  try {
    return parseSyntax(text)
  } catch (error) {
    if (error instanceof Mistaken) return { kind: 'nothing' }
    throw error
  }
}

/** A filter as chips; `offset` names a term to the functions of edits.ts. Empty for a text that cannot be read. */
export const toChips = (text: string): Chip[] => chipsOf(syntaxOf(text))
