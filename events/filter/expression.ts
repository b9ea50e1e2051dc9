import type { Words } from './words.ts'

/** A parsed filter. Two-valued: an absent value matches no positive term, `not` is the exact complement. */
export type FilterExpression =
  | { kind: 'everything' }
  | { kind: 'and'; terms: FilterExpression[] }
  | { kind: 'or'; terms: FilterExpression[] }
  | { kind: 'not'; term: FilterExpression }
  | FilterTerm

/**
 * `key:a,b*` (one of), or `key>=value`. Keys are spelled as in events/filter/fields.ts, with aliases resolved. `any` is the key of
 * words that were written without one.
 */
export interface FilterTerm {
  kind: 'term'
  key: string
  operator: ':' | '>' | '>=' | '<' | '<='
  values: FilterValue[]
}

export type FilterValue =
  /** Case-folded for text fields. */
  | { kind: 'text'; text: string }
  /** Written without a key: whole words of any text that names the row. */
  | ({ kind: 'words' } & Words)
  /** `word*`. */
  | { kind: 'prefix'; text: string }
  | { kind: 'number'; number: number }
  /** ISO 8601 UTC with milliseconds, resolved before compiling. */
  | { kind: 'instant'; instant: string }
  | { kind: 'boolean'; boolean: boolean }
  /** An address or a block in canonical text. */
  | { kind: 'cidr'; cidr: string }

/** Where a filter is wrong. `offset` counts UTF-16 units from its start. */
export interface FilterMistake {
  offset: number
  /** What was expected there, for a person: "Expected a number from 0 to 100 after risk>=". */
  expected: string
}

export type ParsedFilter = { ok: true; expression: FilterExpression } | { ok: false; mistake: FilterMistake }
