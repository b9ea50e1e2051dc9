import type { Queryable } from '#services/postgres/queryable.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import { type PartitionMark, saveCheckpoint } from '../live/checkpoints.ts'
import { parkEvents } from '#services/consumers/parkedEvents.ts'
import { changesChannel } from '../live/writeChanges.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import type { Shadow } from './shadowSchema.ts'

/**
 * @throws Error that names what a table lacks: no table without row-level security between tenants may replace a live
 * one
 */
const refuseGaps = async (database: Queryable, shadow: Shadow, tables: readonly ViewTable<never>[]): Promise<void> => {
  const { rows } = await database.query<{ gap: string }>(
    `select name || ' lacks ' || gap as gap from unnest($2::text[]) name cross join lateral view_table_gaps($1, name) gap`,
    [shadow, tables.map(({ name }) => name)],
  )
  if (rows.length > 0) throw new Error(`The rebuilt tables are not whole: ${rows.map(({ gap }) => gap).join('; ')}`)
}

export interface Swap {
  shadow: Shadow
  /** The names of the views. */
  views: readonly string[]
  tables: readonly ViewTable<never>[]
  /** How far the tables cover each partition. */
  marks: readonly PartitionMark[]
  parked: readonly ParkedEvent[]
}

/** Replaces the live tables by the shadow's, in the caller's transaction, which holds the checkpoints. */
export const swapTables = async (database: Queryable, swap: Swap): Promise<void> => {
  const { shadow, views, tables, marks, parked } = swap
  await refuseGaps(database, shadow, tables)
  for (const { name } of tables) {
    await database.query(`drop table public.${name}`)
    await database.query(`alter table ${shadow}.${name} set schema public`)
  }
  await database.query(`drop schema ${shadow}`)
  for (const mark of marks) await saveCheckpoint(database, mark, views)
  await database.query('delete from parked_events where view = any($1)', [views])
  await parkEvents(database, parked)
  // Everybody who follows changes must begin anew, because rows may differ from what the old changes said.
  const position = Math.max(...marks.map((mark) => mark.position))
  await database.query('update changes_kept set since = $1', [position])
  await database.query('delete from changes where upto <= $1', [position])
  await database.query(`select pg_notify('${changesChannel}', '')`)
}
