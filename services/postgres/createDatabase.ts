import { endpointOf } from './endpoint.ts'
import { identifier } from './logins.ts'
import { createPool, type Pool } from './pool.ts'

const administer = async (url: string, work: (pool: Pool) => Promise<void>): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'rollcall set-up' })
  try {
    await work(pool)
  } finally {
    await pool.end()
  }
}

/** Makes the database when it is missing. `url` is of a login that may, connected to another database of the server. */
export const ensureDatabase = (url: string, database: string): Promise<void> =>
  administer(url, async (pool) => {
    const { rows } = await pool.query('select 1 from pg_database where datname = $1', [database])
    // template0 leaves the choice of collation: C, as bytes compare alike on every machine.
    if (rows.length === 0)
      await pool.query(`create database ${identifier(database)} template template0 encoding 'UTF8' locale 'C'`)
  })

/** Drops the database with everything in it, ending its connections, and its logins. */
export const dropDatabase = (url: string, database: string, logins: readonly string[]): Promise<void> =>
  administer(url, async (pool) => {
    await pool.query(`drop database if exists ${identifier(database)} with (force)`)
    for (const login of logins) await pool.query(`drop role if exists ${identifier(login)}`)
  })
