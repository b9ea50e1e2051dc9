import type { Pool } from '#services/postgres/pool.ts'
import type { TableRows } from '../tables/upsertRows.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { fillTable, type TableFiller } from './fillTable.ts'
import type { Shadow } from './shadowSchema.ts'

/** Fresh tables in a schema; each is created when its first rows come. */
export const tableFillers = (pool: Pool, shadow: Shadow) => {
  const open = new Map<string, TableFiller<never>>()
  const of = (table: ViewTable<never>): TableFiller<never> => {
    const filler = open.get(table.name) ?? fillTable(pool, shadow, table)
    open.set(table.name, filler)
    return filler
  }
  return {
    async add(given: readonly TableRows[]): Promise<void> {
      for (const { table, rows } of given) await of(table).add(rows)
    },
    /** Adds the table's last rows. Then the table is complete, and its connection is free for the next one. */
    async finish({ table, rows }: TableRows): Promise<void> {
      await of(table).add(rows)
      await of(table).close()
      open.delete(table.name)
    },
    abandon: (): Promise<unknown> => Promise.all([...open.values()].map((filler) => filler.abandon())),
  }
}
