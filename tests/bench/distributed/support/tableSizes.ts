import { views } from '#services/projections/views.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

interface Size {
  table: string
  bytes: number
  rows: number
}

/** Of the log and the views, indexes included, the largest first. */
export const tableSizes = async (writer: Queryable): Promise<Size[]> => {
  const names = ['events', 'subject_keys', ...views.flatMap(({ tables }) => tables.map(({ name }) => name))]
  const sizes: Size[] = []
  for (const table of names) {
    const { rows } = await writer.query<{ bytes: number; rows: number }>(
      `select pg_total_relation_size($1::regclass) as bytes, (select count(*) from ${table}) as rows`,
      [table],
    )
    sizes.push({ table, ...rows[0]! })
  }
  return sizes.toSorted((one, other) => other.bytes - one.bytes)
}
