import type { FilterTerm, FilterValue } from '#events/filter/expression.ts'
import { textEnd, type Words, wordsPattern } from '#events/filter/words.ts'
import type { Vocabulary } from '../vocabulary/readVocabulary.ts'
import type { VocabularyField } from '../vocabulary/vocabularyTable.ts'
import { addressesIn, idsWithPrefix, isId } from './ranges.ts'
import type { SqlParameters } from './sqlParameters.ts'
import { startsWith } from './startsWith.ts'

/** What a filter is compiled with. `now`: milliseconds since the epoch. */
export interface Compiling {
  parameters: SqlParameters
  now: number
  vocabulary: Vocabulary
}

/** Compiles a term on one key to a condition; null counts as false. */
export type Comparison = (term: FilterTerm, compiling: Compiling) => string

export const never = 'false'
const anyOf = (conditions: readonly string[]): string => {
  const possible = conditions.filter((condition) => condition !== never)
  return possible.length === 0 ? never : `(${possible.join(' or ')})`
}

type Of<Kind extends FilterValue['kind']> = Extract<FilterValue, { kind: Kind }>
const valuesOf = <Kind extends FilterValue['kind']>({ values }: FilterTerm, kind: Kind): Of<Kind>[] =>
  values.filter((value): value is Of<Kind> => value.kind === kind)

const textsOf = (term: FilterTerm): string[] => valuesOf(term, 'text').map(({ text }) => text)
const prefixesOf = (term: FilterTerm): string[] => valuesOf(term, 'prefix').map(({ text }) => text)

/** With one value the planner knows that an index beginning with the column gives the order of what follows. */
const equals = (column: string, texts: readonly string[], { bind }: SqlParameters): string[] => {
  const [only, ...others] = texts
  if (only === undefined) return []
  return [others.length === 0 ? `${column} = ${bind(only, 'text')}` : `${column} = any (${bind(texts, 'text[]')})`]
}

const textIn = (column: string, term: FilterTerm, parameters: SqlParameters): string[] => {
  const texts = textsOf(term)
  return [
    ...equals(column, texts, parameters),
    ...prefixesOf(term).map((prefix) => startsWith(column, prefix, parameters)),
  ]
}

/** Compares text columns that were folded when they were filled; any of them may match. */
export const text =
  (...columns: string[]): Comparison =>
  (term, { parameters }) =>
    anyOf(columns.flatMap((column) => textIn(column, term, parameters)))

type Columns = Partial<Record<VocabularyField, string>>

/**
 * Compares whole words in any of the columns: as the texts that hold them, which an index finds, or, where these are too
 * many to be listed, word by word.
 */
export const words =
  (columns: Columns): Comparison =>
  (term, { parameters, vocabulary }) => {
    const { bind } = parameters
    // The planner takes whatever matches a pattern for rare. Inside coalesce it takes it for half of all, which is nearer.
    const inTexts = (wanted: Words): string =>
      `coalesce(concat_ws(${bind(textEnd, 'text')}, ${Object.values(columns).join(', ')}) ~ ${bind(wordsPattern(wanted), 'text')}, false)`
    return anyOf(
      valuesOf(term, 'words').flatMap((wanted) => {
        const found = vocabulary(wanted)
        if (found === null) return [inTexts(wanted)]
        return Object.entries(columns).flatMap(([field, column]) =>
          equals(column, found[field as VocabularyField] ?? [], parameters),
        )
      }),
    )
  }

/** Compares an array of folded texts; any of them may match. */
export const texts =
  (column: string): Comparison =>
  (term, { parameters }) => {
    const wanted = textsOf(term)
    return anyOf([
      ...(wanted.length === 0 ? [] : [`${column} && ${parameters.bind(wanted, 'text[]')}`]),
      ...prefixesOf(term).map(
        (prefix) => `exists (select from unnest(${column}) one where ${startsWith('one', prefix, parameters)})`,
      ),
    ])
  }

/** Compares a uuid as text. */
export const id =
  (column: string): Comparison =>
  (term, { parameters: { bind } }) => {
    const ids = textsOf(term).filter(isId)
    const ranges = prefixesOf(term).flatMap((prefix) => idsWithPrefix(prefix) ?? [])
    return anyOf([
      ...(ids.length === 0 ? [] : [`${column} = any (${bind(ids, 'uuid[]')})`]),
      ...ranges.map(({ from, to }) => `${column} between ${bind(from, 'uuid')} and ${bind(to, 'uuid')}`),
    ])
  }

/** Compares whole addresses by a range: no index can serve `<<=` under row-level security. */
export const address =
  (column: string): Comparison =>
  (term, { parameters: { bind } }) =>
    anyOf(
      valuesOf(term, 'cidr').map(({ cidr }) => {
        const { from, to } = addressesIn(cidr)
        return `${column} between ${bind(from, 'inet')} and ${bind(to, 'inet')}`
      }),
    )

const operatorOf = ({ operator }: FilterTerm): string => (operator === ':' ? '=' : operator)

/** Compares an integer. A whole number stays one, because no index of integers serves a comparison with a float. */
export const number =
  (column: string): Comparison =>
  (term, { parameters: { bind } }) =>
    anyOf(
      valuesOf(term, 'number').map(({ number: limit }) => {
        const type = Number.isInteger(limit) ? 'bigint' : 'float8'
        return `${column} ${operatorOf(term)} ${bind(limit, type)}`
      }),
    )

export const instant =
  (column: string): Comparison =>
  (term, { parameters: { bind } }) =>
    anyOf(
      valuesOf(term, 'instant').map((value) => `${column} ${operatorOf(term)} ${bind(value.instant, 'timestamptz')}`),
    )

/** A condition that is either true or false. */
export const truth =
  (condition: (compiling: Compiling) => string): Comparison =>
  (term, compiling) =>
    anyOf(valuesOf(term, 'boolean').map(({ boolean }) => (boolean ? '' : 'not ') + `(${condition(compiling)})`))

/** Matches when one of the comparisons matches. */
export const either =
  (...comparisons: Comparison[]): Comparison =>
  (term, compiling) =>
    anyOf(comparisons.map((compare) => compare(term, compiling)))

/**
 * Refers to a person by id: `id` is the expression that holds the id, `is` the person's own id in `user_overview p`, of
 * the same type.
 */
export interface PersonReference {
  id: string
  is: string
  tenantId: string
}

/** Matches a person whose row matches; columns are named as in `p.user_name`. */
export const personWith =
  ({ id, is, tenantId }: PersonReference, compare: Comparison): Comparison =>
  (term, compiling) => {
    const condition = compare(term, compiling)
    if (condition === never) return never
    return `${id} in (select ${is} from user_overview p where p.tenant_id = ${tenantId} and ${condition})`
  }
