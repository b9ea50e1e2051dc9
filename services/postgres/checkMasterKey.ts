import type { Endpoint } from './endpoint.ts'
import { loginPassword, roleOf } from './logins.ts'
import { createPool } from './pool.ts'
import type { Queryable } from './queryable.ts'

const isSetUp = async (database: Queryable, role: string): Promise<boolean> => {
  const { rows } = await database.query<{ found: boolean }>(
    "select to_regclass('migrations') is not null and exists (select from pg_roles where rolname = $1) as found",
    [role],
  )
  return rows[0]?.found === true
}

/** PostgreSQL's code for a wrong password. */
const wrongPassword = '28P01'

const isRefused = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === wrongPassword

/**
 * Signs in with the password that this master key gives, before anything changes a login. Another key would lock a
 * running Rollcall out of its own database, and could not read anything.
 * @throws Error when the database was set up with another master key
 */
export const checkMasterKey = async (database: Queryable, endpoint: Endpoint, masterKey: Buffer): Promise<void> => {
  const user = roleOf(endpoint.database, 'writer')
  if (!(await isSetUp(database, user))) return
  const password = loginPassword(masterKey, 'writer')
  const pool = createPool({ endpoint: { ...endpoint, user, password }, size: 1, applicationName: 'rollcall set-up' })
  try {
    await pool.query('select')
  } catch (error) {
    if (isRefused(error))
      throw new Error(
        'This database was set up with another master key: set ROLLCALL_MASTER_KEY, or restore master.key in the data folder',
        { cause: error },
      )
    throw error
  } finally {
    await pool.end()
  }
}
