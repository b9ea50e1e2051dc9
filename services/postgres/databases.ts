import { setTimeout as pause } from 'node:timers/promises'
import { checkMasterKey } from './checkMasterKey.ts'
import { endpointOf, type Endpoint } from './endpoint.ts'
import { type Installation, readInstallation } from './installation.ts'
import { ensureLogin, identifier, type Login, loginPassword, mightOf, roleOf, type Roles } from './logins.ts'
import { migrate } from './migrations.ts'
import { type Connection, createPool, type Pool } from './pool.ts'
import { checkServerRequirements } from './serverRequirements.ts'

/** One database under its three logins, none of them mighty. */
export interface Databases {
  /** Migrations and rebuilds. Forced row-level security hides tenants' rows from it. */
  owner: Pool
  /** Log, views and what services need across tenants. */
  writer: Pool
  /** Queries for callers, through `inTenant` only. */
  app: Pool
  roles: Roles
  /** As it was when the database was opened. */
  installation: Installation
  close(): Promise<void>
}

export interface DatabaseSettings {
  /** Of a login that owns the database and may create roles; a superuser's is used only to make such a login. */
  ownerUrl: string
  masterKey: Buffer
  /** Connections at most, by login. */
  sizes?: Partial<Record<Login, number>>
  /** Told, in words for the operator, what takes longer than a moment: another process at the same work, and migrations. */
  onProgress?: (doing: string) => void
}

const defaultSizes = { owner: 4, writer: 10, app: 10 }
/** A caller's query that takes longer is refused; projectors and rebuilds take what they need. */
const callerTimeoutMs = 10_000
const unheard = (): void => undefined
/** Any constant will do: advisory locks count per database. */
const setupLock = 72_011

const loginEndpoint = (endpoint: Endpoint, masterKey: Buffer, login: Login): Endpoint => ({
  ...endpoint,
  user: roleOf(endpoint.database, login),
  password: loginPassword(masterKey, login),
})

/** Several processes that start at once take turns so fast that it is not worth a word. */
const silentMs = 1_000
const lookEveryMs = 50

/** Waits for the lock, and says so when it lasts: whoever has it may be migrating for minutes. */
const takeSetupLock = async (connection: Connection, onProgress: (doing: string) => void): Promise<void> => {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const { rows } = await connection.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [setupLock])
    if (rows[0]?.taken === true) return
    if (waitedMs === silentMs) onProgress('waiting for another process to migrate the database')
    await pause(lookEveryMs)
  }
}

const underLock = async <Result>(
  pool: Pool,
  onProgress: (doing: string) => void,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> => {
  const connection = await pool.connect()
  try {
    await takeSetupLock(connection, onProgress)
    return await work(connection)
  } finally {
    // Closing the connection gives the lock back, whatever happened on it.
    connection.release(true)
  }
}

/** A superuser's URL makes an ordinary owner and is then put away. */
const ordinaryOwner = async ({ ownerUrl, masterKey, onProgress = unheard }: DatabaseSettings): Promise<Endpoint> => {
  const given = endpointOf(ownerUrl)
  const pool = createPool({ endpoint: given, size: 1, applicationName: 'rollcall set-up' })
  try {
    await checkServerRequirements(pool)
    await checkMasterKey(pool, given, masterKey)
    const might = await mightOf(pool, given.user)
    if (might?.superuser !== true && might?.bypassrls !== true) return given
    const owner = loginEndpoint(given, masterKey, 'owner')
    await underLock(pool, onProgress, async (connection) => {
      await ensureLogin(connection, owner.user, owner.password, 'createrole')
      await connection.query(`alter database ${identifier(given.database)} owner to ${identifier(owner.user)}`)
    })
    return owner
  } finally {
    await pool.end()
  }
}

/** Only the three logins may connect; the two lesser ones get what migrations grant them and nothing else. */
const makeLogins = async (connection: Connection, endpoint: Endpoint, masterKey: Buffer): Promise<Roles> => {
  const { database, user: owner } = endpoint
  const roles: Roles = { owner, writer: roleOf(database, 'writer'), app: roleOf(database, 'app') }
  await ensureLogin(connection, roles.writer, loginPassword(masterKey, 'writer'))
  await ensureLogin(connection, roles.app, loginPassword(masterKey, 'app'))
  await connection.query(`revoke all on database ${identifier(database)} from public`)
  await connection.query(
    `grant connect on database ${identifier(database)} to ${identifier(roles.writer)}, ${identifier(roles.app)}`,
  )
  return roles
}

const setUp = (
  owner: Pool,
  endpoint: Endpoint,
  { masterKey, onProgress = unheard }: DatabaseSettings,
): Promise<Pick<Databases, 'roles' | 'installation'>> =>
  underLock(owner, onProgress, async (connection) => {
    const roles = await makeLogins(connection, endpoint, masterKey)
    await migrate(connection, roles, onProgress)
    return { roles, installation: await readInstallation(connection) }
  })

/**
 * Connects as owner, makes or refreshes the other logins, migrates, and opens the three pools.
 * @throws Error with a message for the operator when the server could lose events, is too old, lacks rights, or was set up
 * with another master key.
 */
export const openDatabases = async (settings: DatabaseSettings): Promise<Databases> => {
  const { masterKey } = settings
  const sizes = { ...defaultSizes, ...settings.sizes }
  const endpoint = await ordinaryOwner(settings)
  const owner = createPool({ endpoint, size: sizes.owner, applicationName: 'rollcall owner' })
  const standing = await setUp(owner, endpoint, settings).catch(async (error: unknown) => {
    await owner.end()
    throw error
  })
  const open = (login: 'writer' | 'app', limits: { statementTimeoutMs?: number }): Pool =>
    createPool({
      endpoint: loginEndpoint(endpoint, masterKey, login),
      size: sizes[login],
      applicationName: `rollcall ${login}`,
      ...limits,
    })
  const writer = open('writer', {})
  const app = open('app', { statementTimeoutMs: callerTimeoutMs })
  const close = async (): Promise<void> => {
    await Promise.all([owner.end(), writer.end(), app.end()])
  }
  // Again as the login that appends: settings can be changed for one login.
  await checkServerRequirements(writer).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { owner, writer, app, ...standing, close }
}
