import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import type { Shadow } from './shadowSchema.ts'

interface Compared {
  key: string
  isLive: boolean
  isRebuilt: boolean
  live: Record<string, unknown> | null
  rebuilt: Record<string, unknown> | null
}

const statementOf = ({ name, key, clearKey, columns }: ViewTable<never>, shadow: Shadow): string => {
  const keyText = clearKey.map((column) => `'${column}=' || ${column}`).join(` || ' ' || `)
  const texts = (alias: string) =>
    `json_build_object(${columns.map((column) => `'${column.name}', ${alias}.${column.name}::text`).join(', ')})`
  return `select ${keyText} as key, held.tenant_id is not null as "isLive", made.tenant_id is not null as "isRebuilt",
      ${texts('held')} as live, ${texts('made')} as rebuilt
    from public.${name} held full join ${shadow}.${name} made using (${key.join(', ')})
    where held::text is distinct from made::text
    order by ${key.join(', ')} limit $1`
}

/**
 * Names the columns that differ but not their values: whoever runs the check must not read people's data by accident.
 */
const describe = (table: ViewTable<never>, { key, isLive, isRebuilt, live, rebuilt }: Compared): string => {
  if (!isLive) return `${table.name} ${key}: missing`
  if (!isRebuilt) return `${table.name} ${key}: should not be there`
  const columns = table.columns.map(({ name }) => name).filter((name) => live?.[name] !== rebuilt?.[name])
  return `${table.name} ${key}: differs in ${columns.join(', ')}`
}

export interface Comparison {
  shadow: Shadow
  tables: readonly ViewTable<never>[]
  /** At most this many differences are listed for each table. */
  limit: number
}

/**
 * Reads both sides in the caller's snapshot. `rows`: the number of rows compared; `differences`: a line for each row
 * that differs.
 */
export const compareTables = async (
  snapshot: Queryable,
  { shadow, tables, limit }: Comparison,
): Promise<{ rows: number; differences: string[] }> => {
  const differences: string[] = []
  let rowCount = 0
  for (const table of tables) {
    const { rows } = await snapshot.query<Compared>(statementOf(table, shadow), [limit])
    differences.push(...rows.map((row) => describe(table, row)))
    const counted = await snapshot.query<{ count: number }>(`select count(*) as count from ${shadow}.${table.name}`)
    rowCount += counted.rows[0]?.count ?? 0
  }
  return { rows: rowCount, differences }
}
