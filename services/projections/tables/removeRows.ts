import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { uuid, type WireType } from '#services/postgres/binary/wireTypes.ts'
import type { Statement } from '#services/postgres/queryable.ts'
import type { ViewTable } from './viewTable.ts'

const columnOf = <Row>(table: ViewTable<Row>, name: string) => table.columns.find((column) => column.name === name)!

const parameter = <Row>(table: ViewTable<Row>, name: string, values: readonly (string | number)[]): Buffer =>
  arrayParameter(columnOf(table, name).type.parameter as WireType<unknown>, values)

/** Deletes those rows with these keys that exist; a key has a value for each of its columns. Null: there are none. */
export const removeRows = <Row>(table: ViewTable<Row>, keys: readonly (readonly string[])[]): Statement | null => {
  if (keys.length === 0) return null
  const arrays = table.key.map((name, index) => `$${index + 1}::${columnOf(table, name).type.parameter.sql}[]`)
  const joined = table.key.map((name) => `t.${name} = gone.${name}`)
  return {
    name: `remove-${table.name}`,
    text: `delete from ${table.name} t using unnest(${arrays.join(', ')}) gone(${table.key.join(', ')})
           where ${joined.join(' and ')}`,
    values: table.key.map((name, index) =>
      parameter(
        table,
        name,
        keys.map((key) => key[index]!),
      ),
    ),
  }
}

export interface Bound {
  tenantId: string
  below: string | number
}

/** Deletes the rows of tenants whose column is below a bound. Null: there are no bounds. */
export const removeBelow = <Row>(table: ViewTable<Row>, column: string, bounds: readonly Bound[]): Statement | null => {
  if (bounds.length === 0) return null
  return {
    name: `remove-below-${table.name}`,
    text: `delete from ${table.name} t using unnest($1::uuid[], $2::${columnOf(table, column).type.sql}[]) gone(tenant_id, below)
           where t.tenant_id = gone.tenant_id and t.${column} < gone.below`,
    values: [
      arrayParameter(
        uuid,
        bounds.map(({ tenantId }) => tenantId),
      ),
      parameter(
        table,
        column,
        bounds.map(({ below }) => below),
      ),
    ],
  }
}
