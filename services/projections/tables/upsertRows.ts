import type { Queryable } from '#services/postgres/queryable.ts'
import { arrayParameter } from './arrayParameter.ts'
import type { Column, ViewTable } from './viewTable.ts'

/** Rows of one table, where their own type does not matter. */
export interface TableRows {
  table: ViewTable<never>
  rows: readonly never[]
}
export const tableRows = <Row>(table: ViewTable<Row>, rows: readonly Row[]): TableRows => ({
  table: table as unknown as ViewTable<never>,
  rows: rows as readonly never[],
})

const source = (columns: readonly Column<never>[]): string => {
  const values = columns.map(({ name, type }) => (type.sql === type.parameter.sql ? name : `${name}::${type.sql}`))
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type.parameter.sql}[]`)
  const names = columns.map(({ name }) => name)
  return `select ${values.join(', ')} from unnest(${arrays.join(', ')}) as given(${names.join(', ')})`
}

const parameters = ({ table, rows }: TableRows): Buffer[] =>
  table.columns.map(({ type, value }) => arrayParameter(type, rows.map(value)))

const insertion = (table: ViewTable<never>, onConflict: string): string =>
  `insert into ${table.name} as kept (${table.columns.map(({ name }) => name).join(', ')})
   ${source(table.columns)} ${onConflict}`

const replacement = (table: ViewTable<never>): string => {
  const changing = table.columns.filter(({ name }) => !table.key.includes(name))
  const assigned = changing.map(({ name }) => `${name} = excluded.${name}`)
  return `on conflict (${table.key.join(', ')}) do update set ${assigned.join(', ')}`
}

const run = async (database: Queryable, kind: string, given: TableRows, text: string): Promise<void> => {
  if (given.rows.length === 0) return
  await database.query({ name: `${kind}-${given.table.name}`, text, values: parameters(given) })
}

/** Puts the rows in place of those with the same keys. */
export const upsertRows = (database: Queryable, given: TableRows): Promise<void> =>
  run(database, 'upsert', given, insertion(given.table, replacement(given.table)))

/** Adds rows none of whose keys exist. */
export const insertRows = (database: Queryable, given: TableRows): Promise<void> =>
  run(database, 'insert', given, insertion(given.table, ''))

/** Adds the given numbers to the rows with the same keys. */
export const addToRows = (database: Queryable, given: TableRows, numbers: readonly string[]): Promise<void> => {
  const sums = numbers.map((name) => `${name} = kept.${name} + excluded.${name}`)
  const onConflict = `on conflict (${given.table.key.join(', ')}) do update set ${sums.join(', ')}`
  return run(database, 'add', given, insertion(given.table, onConflict))
}
