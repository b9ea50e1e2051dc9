import { endpointOf } from '#services/postgres/endpoint.ts'
import { identifier } from '#services/postgres/logins.ts'
import { createPool } from '#services/postgres/pool.ts'

/** Drops the database with everything in it, ending its connections, and its logins. */
export const dropDatabase = async (url: string, database: string, logins: readonly string[]): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'tests' })
  try {
    await pool.query(`drop database if exists ${identifier(database)} with (force)`)
    for (const login of logins) await pool.query(`drop role if exists ${identifier(login)}`)
  } finally {
    await pool.end()
  }
}
