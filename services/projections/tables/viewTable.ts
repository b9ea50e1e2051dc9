import type { ColumnType } from './columnTypes.ts'

/** The type of any column; the type of its values does not matter here. */
export type AnyColumnType = ColumnType<never>

/** A row as the fold keeps it: a property for each kept column. */
export type RowOf<Kept> = { -readonly [Name in keyof Kept]: Kept[Name] extends ColumnType<infer Value> ? Value : never }

export interface Column<Row> {
  name: string
  type: AnyColumnType
  value: (row: Row) => unknown
}

export interface KeptColumn {
  name: string
  property: string
}

/** A view's table as the code knows it. A migration creates it, and a test compares both. */
export interface ViewTable<Row> {
  name: string
  /** Columns of the primary key, `tenant_id` first. */
  key: readonly string[]
  /** The columns of the key that hold nothing personal. */
  clearKey: readonly string[]
  keyTypes: readonly AnyColumnType[]
  /** The columns from which a row is loaded; the other columns are derived from them whenever the row is written. */
  kept: readonly KeptColumn[]
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The key of a row in memory; ids contain no slash. */
export const rowKey = (...parts: readonly string[]): string => parts.join('/')
/** The parts of a key, in the order of the primary key. */
export const keyParts = (key: string): string[] => key.split('/')

interface DerivedColumn<Row> {
  type: AnyColumnType
  value: (row: Row) => unknown
}

/** A column that follows from the kept ones, for comparing, filtering or sorting. */
export const derived = <Row, Value>(type: ColumnType<Value>, value: (row: Row) => Value): DerivedColumn<Row> => ({
  type,
  value,
})

/**
 * Defines a table by its kept columns (camelCase property -> type), its key, its derived columns and those columns of
 * the key that hold personal data.
 */
export const viewTable = <const Kept extends Record<string, AnyColumnType>>(
  name: string,
  kept: Kept,
  key: readonly (keyof Kept & string)[],
  derivedColumns: Record<string, DerivedColumn<RowOf<Kept>>> = {},
  personalKey: readonly (keyof Kept & string)[] = [],
): ViewTable<RowOf<Kept>> => ({
  name,
  key: key.map(snakeCase),
  clearKey: key.filter((property) => !personalKey.includes(property)).map(snakeCase),
  keyTypes: key.map((property) => kept[property]!),
  kept: Object.keys(kept).map((property) => ({ name: snakeCase(property), property })),
  columns: [
    ...Object.entries(kept).map(([property, type]) => ({
      name: snakeCase(property),
      type,
      value: (row: RowOf<Kept>) => row[property],
    })),
    ...Object.entries(derivedColumns).map(([property, { type, value }]) => ({
      name: snakeCase(property),
      type,
      value,
    })),
  ],
  keyOf: (row) => key.map((property) => String(row[property])).join('/'),
})
