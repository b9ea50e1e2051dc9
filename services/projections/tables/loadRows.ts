import type { Queryable } from '#services/postgres/queryable.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import type { WireType } from '#services/postgres/binary/wireTypes.ts'
import { keyParts, type ViewTable } from './viewTable.ts'

/** The kept columns of a table, named as the fold's properties. */
export const keptColumns = (table: ViewTable<never>, alias: string): string =>
  table.kept.map(({ name, property }) => `${alias}.${name} as "${property}"`).join(', ')

/**
 * The brackets end with `offset 0`, so that the server looks up one key after the other: where it took the table for small,
 * it read all of an index for each key.
 */
const statementOf = (table: ViewTable<never>): string => {
  const names = table.key.map((_, index) => `k${index}`)
  const arrays = table.keyTypes.map(({ sql }, index) => `$${index + 1}::${sql}[]`)
  const joined = table.key.map((column, index) => `t.${column} = k.k${index}`)
  return `select found.* from unnest(${arrays.join(', ')}) as k(${names.join(', ')}) cross join lateral
    (select ${keptColumns(table, 't')} from ${table.name} t where ${joined.join(' and ')} offset 0) found`
}

/** Loads a table that is small: it has a row for each tenant at most. */
export const loadEveryRow = async <Row extends object>(database: Queryable, table: ViewTable<Row>): Promise<Row[]> =>
  (await database.query<Row>(`select ${keptColumns(table, 't')} from ${table.name} t`)).rows

/** Loads those rows with these keys that exist. */
export const loadRows = async <Row extends object>(
  database: Queryable,
  table: ViewTable<Row>,
  keys: ReadonlySet<string>,
): Promise<Row[]> => {
  if (keys.size === 0) return []
  const parts = Array.from(keys, keyParts)
  const { rows } = await database.query<Row>({
    name: `load-${table.name}`,
    text: statementOf(table),
    values: table.keyTypes.map((type, index) =>
      arrayParameter(
        type.parameter as WireType<unknown>,
        parts.map((part) => part[index]),
      ),
    ),
  })
  return rows
}
