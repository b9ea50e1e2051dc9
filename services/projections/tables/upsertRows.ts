import type { Statement } from '#services/postgres/queryable.ts'
import { arrayOf } from '#services/postgres/binary/arrayParameter.ts'
import type { WireType } from '#services/postgres/binary/wireTypes.ts'
import { Unencodable } from './refusedValue.ts'
import type { Column, ViewTable } from './viewTable.ts'

/** Rows of one table; the type of the rows does not matter here. */
export interface TableRows {
  table: ViewTable<never>
  rows: readonly never[]
}
export const tableRows = <Row>(table: ViewTable<Row>, rows: readonly Row[]): TableRows => ({
  table,
  rows: rows as readonly never[],
})

/** One column of many rows as a parameter. @throws Unencodable when the column cannot hold a row's value */
const columnParameter = <Row>({ type, value }: Column<Row>, rows: readonly Row[]): Buffer => {
  try {
    return arrayOf(type.parameter as WireType<unknown>, rows, value)
  } catch (error) {
    throw new Unencodable(error)
  }
}

const source = (columns: readonly Column<never>[]): string => {
  const values = columns.map(({ name, type }) => (type.sql === type.parameter.sql ? name : `${name}::${type.sql}`))
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type.parameter.sql}[]`)
  const names = columns.map(({ name }) => name)
  return `select ${values.join(', ')} from unnest(${arrays.join(', ')}) as given(${names.join(', ')})`
}

const insertion = (kind: string, { table, rows }: TableRows, onConflict: string): Statement | null => {
  if (rows.length === 0) return null
  return {
    name: `${kind}-${table.name}`,
    text: `insert into ${table.name} as kept (${table.columns.map(({ name }) => name).join(', ')})
           ${source(table.columns)} ${onConflict}`,
    values: table.columns.map((column) => columnParameter(column, rows)),
  }
}

/** Inserts rows, or replaces those with the same keys. Null: there are no rows. @throws Unencodable */
export const upsertRows = (given: TableRows): Statement | null => {
  const { key, columns } = given.table
  const assigned = columns.filter(({ name }) => !key.includes(name)).map(({ name }) => `${name} = excluded.${name}`)
  return insertion('upsert', given, `on conflict (${key.join(', ')}) do update set ${assigned.join(', ')}`)
}

/** Inserts rows whose keys do not exist yet. Null: there are no rows. @throws Unencodable */
export const insertRows = (given: TableRows): Statement | null => insertion('insert', given, '')

/** Inserts those rows whose keys do not exist yet. Null: there are no rows. @throws Unencodable */
export const ensureRows = (given: TableRows): Statement | null =>
  insertion('ensure', given, `on conflict (${given.table.key.join(', ')}) do nothing`)

/** Adds these numbers to the rows with the same keys. Null: there are no rows. @throws Unencodable */
export const addToRows = (given: TableRows, numbers: readonly string[]): Statement | null => {
  const sums = numbers.map((name) => `${name} = kept.${name} + excluded.${name}`)
  return insertion('add', given, `on conflict (${given.table.key.join(', ')}) do update set ${sums.join(', ')}`)
}
