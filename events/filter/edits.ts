import { syntaxOf } from './chips.ts'
import type { FilterFields } from './fields.ts'
import { fold } from './fold.ts'
import { quoteValue } from './formatFilter.ts'
import { joined, type Syntax, type WrittenTerm } from './syntax.ts'

/** Edits take and answer filter text, so that what a person wrote (`-2h`, capitals, quotes) stays as written. */

const bracketed = (tree: Syntax): string => (tree.kind === 'term' ? tree.source : `(${printSyntax(tree)})`)

/** Prints terms side by side. An `or` keeps its brackets even when it is the only term. */
const printAll = (terms: Syntax[]): string =>
  terms.map((term) => (term.kind === 'or' ? bracketed(term) : printSyntax(term))).join(' ')

const printSyntax = (tree: Syntax): string => {
  switch (tree.kind) {
    case 'nothing':
      return ''
    case 'term':
      return tree.source
    case 'not':
      return `-${bracketed(tree.term)}`
    case 'and':
      return printAll(tree.terms)
    case 'or':
      return tree.terms.map(printSyntax).join(' or ')
  }
}

const termIn = (tree: Syntax): WrittenTerm | null => {
  if (tree.kind === 'term') return tree
  return tree.kind === 'not' && tree.term.kind === 'term' ? tree.term : null
}

const topTerms = (tree: Syntax): Syntax[] => {
  if (tree.kind === 'nothing') return []
  return tree.kind === 'and' ? tree.terms : [tree]
}

/** Changes the term at `offset`, together with the `-` before it. */
const rewrite = (tree: Syntax, offset: number, change: (factor: Syntax) => Syntax): Syntax => {
  if (termIn(tree)?.offset === offset) return change(tree)
  switch (tree.kind) {
    case 'and':
    case 'or':
      return joined(
        tree.kind,
        tree.terms.map((term) => rewrite(term, offset, change)),
      )
    case 'not': {
      const term = rewrite(tree.term, offset, change)
      return term.kind === 'nothing' ? term : { kind: 'not', term }
    }
    case 'nothing':
    case 'term':
      return tree
  }
}

export const removeTerm = (text: string, offset: number): string =>
  printSyntax(rewrite(syntaxOf(text), offset, () => ({ kind: 'nothing' })))

/** Replaces in `text` each term for which `change` answers another source text; null keeps the term. */
export const replaceTerms = (tree: Syntax, text: string, change: (term: WrittenTerm) => string | null): string => {
  switch (tree.kind) {
    case 'nothing':
      return text
    case 'not':
      return replaceTerms(tree.term, text, change)
    case 'and':
    case 'or':
      // From the end, so that the offsets of earlier terms stay right.
      return tree.terms.toReversed().reduce((changed, term) => replaceTerms(term, changed, change), text)
    case 'term': {
      const source = change(tree)
      return source === null ? text : text.slice(0, tree.offset) + source + text.slice(tree.end)
    }
  }
}

/** Narrows `text` by `more`; both may hold `or`. */
export const addTerm = (text: string, more: string): string =>
  printSyntax(joined('and', [syntaxOf(text), syntaxOf(more)]))

/** Takes the last piece off so that the person can edit it. Answers the rest and the piece. */
export const openLast = (text: string): { rest: string; piece: string } => {
  const tree = syntaxOf(text)
  if (tree.kind === 'nothing') return { rest: '', piece: text }
  if (tree.kind === 'or') {
    const rest = joined('or', tree.terms.slice(0, -1))
    return { rest: printSyntax(rest), piece: `or ${printSyntax(tree.terms.at(-1)!)}` }
  }
  const terms = topTerms(tree)
  return { rest: printAll(terms.slice(0, -1)), piece: printAll(terms.slice(-1)) }
}

/** Each term that narrows the whole, and the filter without it. */
export const withoutEach = (text: string): { term: string; without: string }[] => {
  const terms = topTerms(syntaxOf(text))
  return terms.map((term, index) => ({
    term: printSyntax(term),
    without: printSyntax(joined('and', terms.toSpliced(index, 1))),
  }))
}

interface Pivot {
  key: string
  value: string
  /** Excludes the value instead of asking for it. */
  negated?: boolean
  fields: FilterFields
}

const valueSources = (term: WrittenTerm): string[] =>
  term.values.map((value) => term.source.slice(value.offset - term.offset, value.end - term.offset))

const pivotTerm = ({ key, negated }: Pivot, values: string[]): Syntax =>
  syntaxOf(`${negated === true ? '-' : ''}${key}:${values.join(',')}`)

const isSet = (factor: Syntax, { key, fields }: Pivot): boolean => {
  const term = termIn(factor)
  if (term === null || term.operator !== ':') return false
  return fields.get(fold(term.key))?.key === fields.get(fold(key))?.key
}

const withoutValue = (factor: Syntax, value: string): Syntax => {
  const term = termIn(factor)
  if (term === null) return factor
  const left = valueSources(term).filter((source) => fold(source) !== fold(value))
  if (left.length === 0) return { kind: 'nothing' }
  return syntaxOf(`${factor.kind === 'not' ? '-' : ''}${term.key}:${left.join(',')}`)
}

/**
 * Makes the filter ask for one value of a key: `country:DE` replaces another country. Negated, the value is added to the excluded
 * ones. A term that said the opposite is removed.
 */
export const pivotFilter = (text: string, pivot: Pivot): string => {
  const wanted = quoteValue(pivot.value)
  const kind = pivot.negated === true ? 'not' : 'term'
  const terms = topTerms(syntaxOf(text))
  const same = terms.find((factor) => factor.kind === kind && isSet(factor, pivot))
  const already = same === undefined || kind === 'term' ? [] : valueSources(termIn(same)!)
  const values = [...already.filter((source) => fold(source) !== fold(wanted)), wanted]
  const others = terms.map((factor) => {
    if (factor === same) return pivotTerm(pivot, values)
    return factor.kind !== kind && isSet(factor, pivot) ? withoutValue(factor, wanted) : factor
  })
  return printSyntax(joined('and', same === undefined ? [...others, pivotTerm(pivot, values)] : others))
}
