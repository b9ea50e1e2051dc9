import { isDeepStrictEqual } from 'node:util'
import type { Queryable } from '#services/postgres/queryable.ts'
import { type RowsByTable, rowsByTable } from '../fold/rowsByTable.ts'
import type { View } from '../fold/view.ts'
import type { TableRows } from '../tables/upsertRows.ts'

/** What the views guess that a fold of the whole log will end with. `database`: the writer's login. */
export const foresee = async (database: Queryable, views: readonly View[]): Promise<RowsByTable> => {
  const foreseen = rowsByTable()
  for (const view of views) await view.foresee?.(database, foreseen)
  return foreseen
}

export const foreseenBy = (ended: readonly TableRows[]): RowsByTable => {
  const foreseen = rowsByTable()
  for (const { table, rows } of ended) foreseen.put(table, rows)
  return foreseen
}

const byKey = ({ table, rows }: TableRows): ReadonlyMap<string, unknown> =>
  new Map(rows.map((row) => [table.keyOf(row), row]))

/** Whether the fold ended as it was guessed: else it has handed out other rows than it should have. */
export const isAsForeseen = (foreseen: RowsByTable, ended: readonly TableRows[]): boolean =>
  ended.every((given) => isDeepStrictEqual(byKey(given), byKey({ table: given.table, rows: foreseen.of(given.table) })))
