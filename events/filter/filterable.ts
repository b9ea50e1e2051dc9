import { family, fold } from './fold.ts'

/** A row's value for a term: texts (any may match; folded for text fields), a number, milliseconds, an address or nothing. */
export type Filterable = readonly string[] | number | boolean | string | null

/** The value of every key of a kind of rows. `now`: milliseconds since the epoch. */
export type FilterValues<Row> = Readonly<Record<string, (row: Row, now: number) => Filterable>>

export const texts = (...values: (string | null | undefined)[]): string[] =>
  values.filter((value) => value !== null && value !== undefined).map(fold)

/** A filter finds software by its name with or without the version. */
export const software = (name: string | null | undefined): string[] =>
  name === null || name === undefined ? [] : texts(name, family(name))

/** Milliseconds since the epoch. */
export const instant = (value: string | null): number | null => (value === null ? null : Date.parse(value))
