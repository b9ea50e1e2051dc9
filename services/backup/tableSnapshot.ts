import type { Databases } from '#services/postgres/databases.ts'
import type { Connection, Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { type KeptTable, rowsOfTable } from './keptTables.ts'

/** All tables as they were at one moment. */
export interface TableSnapshot {
  rowsOf: (table: KeptTable) => AsyncIterable<string[]>
}

const begin = 'begin isolation level repeatable read, read only'

/**
 * Runs `work` in one read-only transaction. Whatever happens, the pool gets the connection back clean, or it is closed.
 */
const reading = async <Result>(pool: Pool, work: (connection: Connection) => Promise<Result>): Promise<Result> => {
  const connection = await pool.connect()
  try {
    await connection.query(begin)
    const result = await work(connection)
    await connection.query('commit')
    connection.release()
    return result
  } catch (error) {
    connection.release(true)
    throw error
  }
}

const tenantsIn = async (writer: Queryable, { name }: KeptTable): Promise<string[]> => {
  const { rows } = await writer.query<{ id: string }>(`select distinct tenant_id as id from ${name} order by 1`)
  return rows.map(({ id }) => id)
}

/**
 * The writer may see which tenants have rows, but only the callers' login may read the values, one tenant at a time.
 */
const rowsAsCallers = async function* (writer: Queryable, app: Queryable, table: KeptTable): AsyncGenerator<string[]> {
  for (const tenantId of await tenantsIn(writer, table)) {
    await app.query(`select set_config('rollcall.tenant_id', $1, true)`, [tenantId])
    yield* rowsOfTable(app, table)
  }
}

/** Both logins read the same snapshot. Row-level security between tenants holds for a backup too. */
export const inTableSnapshot = <Result>(
  { writer, app }: Pick<Databases, 'writer' | 'app'>,
  work: (snapshot: TableSnapshot) => Promise<Result>,
): Promise<Result> =>
  reading(writer, async (own) => {
    const { rows } = await own.query<{ name: string }>('select pg_export_snapshot() as name')
    return reading(app, async (callers) => {
      // This statement takes no parameters; PostgreSQL made the name of digits and hyphens, so it needs no quoting.
      await callers.query(`set transaction snapshot '${rows[0]!.name}'`)
      return work({
        rowsOf: (table) => (table.ofCallers === true ? rowsAsCallers(own, callers, table) : rowsOfTable(own, table)),
      })
    })
  })
