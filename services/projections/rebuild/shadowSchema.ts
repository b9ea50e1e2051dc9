import { createPool, type Pool, type PoolSettings } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { views } from '../views.ts'

/** The schemas in which tables are built beside the live ones: one for rebuilds, one for checks. */
export type Shadow = 'views_rebuild' | 'views_check'

/**
 * The owner's connections for one rebuild: the lock, the log, and one for each table that is filled while the log is
 * read; a filler that had to wait for a connection would hold up all others. Their settings give index builds memory to
 * sort in, and let none wait for the disk: what a crash of the server takes is built anew, and the swap waits in any case,
 * because it drops tables.
 */
export const rebuildPool = (owner: PoolSettings): Pool =>
  createPool({
    ...owner,
    size: 2 + views.flatMap(({ tables }) => tables).length,
    applicationName: 'rollcall rebuild',
    parameters: { maintenance_work_mem: '256MB', work_mem: '64MB', synchronous_commit: 'off' },
  })

/** Connections on which unqualified table names mean only the shadow's tables. */
export const shadowPool = (owner: PoolSettings, shadow: Shadow): Pool =>
  createPool({
    ...owner,
    size: 1,
    applicationName: 'rollcall rebuild',
    parameters: { search_path: shadow, enable_hashjoin: 'off', enable_mergejoin: 'off' },
  })

export const dropShadow = async (database: Queryable, shadow: Shadow): Promise<void> => {
  await database.query(`drop schema if exists ${shadow} cascade`)
}

export const createShadow = async (database: Queryable, shadow: Shadow): Promise<void> => {
  await dropShadow(database, shadow)
  await database.query(`create schema ${shadow}`)
}

const runAll = async (pool: Pool, statements: string[]): Promise<void> => {
  for (let next = statements.shift(); next !== undefined; next = statements.shift()) await pool.query(next)
}

const indexStatements = async (
  database: Queryable,
  shadow: Shadow,
  tables: readonly ViewTable<never>[],
): Promise<string[]> => {
  const { rows } = await database.query<{ statement: string }>(
    `select statement from unnest($2::text[]) with ordinality given(name, ordinal)
     cross join lateral view_table_indexes($1, name) statement order by ordinal`,
    [shadow, tables.map(({ name }) => name)],
  )
  return rows.map(({ statement }) => statement)
}

/** Gives filled tables their keys, indexes and planner statistics, two statements at a time. */
export const indexShadow = async (pool: Pool, shadow: Shadow, tables: readonly ViewTable<never>[]): Promise<void> => {
  const indexes = await indexStatements(pool, shadow, tables)
  const statements = [...indexes, ...tables.map(({ name }) => `analyze ${shadow}.${name}`)]
  await Promise.all([runAll(pool, statements), runAll(pool, statements)])
}

/** Adds the policies, row-level security and grants that every table with tenants' rows has. */
export const secureShadow = async (
  database: Queryable,
  shadow: Shadow,
  tables: readonly ViewTable<never>[],
): Promise<void> => {
  for (const { name } of tables) await database.query('select secure_view_table($1, $2)', [shadow, name])
}
