import { endpointOf } from './endpoint.ts'
import { identifier } from './logins.ts'
import { createPool } from './pool.ts'

/**
 * Creates the database when it is missing. `url` is of a login that may do so, and names another database of the
 * server.
 */
export const ensureDatabase = async (url: string, database: string): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'rollcall set-up' })
  try {
    const { rows } = await pool.query('select 1 from pg_database where datname = $1', [database])
    // template0 lets us choose the collation: C compares bytes, which is the same on every machine.
    if (rows.length === 0)
      await pool.query(`create database ${identifier(database)} template template0 encoding 'UTF8' locale 'C'`)
  } finally {
    await pool.end()
  }
}
