import { setTimeout as pause } from 'node:timers/promises'
import { lockNumber } from '#services/keys/lockNumber.ts'
import { checkMasterKey } from './checkMasterKey.ts'
import {
  type ConnectionPlan,
  crowding,
  type Lane,
  readAllowedConnections,
  readHeldConnections,
  shareOfConnections,
} from './connectionPlan.ts'
import { endpointOf, type Endpoint } from './endpoint.ts'
import { type Installation, readInstallation } from './installation.ts'
import { ensureLogin, identifier, type Login, loginPassword, mightOf, roleOf, type Roles } from './logins.ts'
import { migrate } from './migrations.ts'
import { type Connection, createPool, type Pool, type PoolSettings } from './pool.ts'
import { type PoolHealth, poolHealth } from './poolHealth.ts'
import { checkServerRequirements } from './serverRequirements.ts'

/** One database under its three logins, none of which may bypass row-level security. */
export interface Databases {
  /** For migrations and rebuilds. Forced row-level security hides tenants' rows from it. */
  owner: Pool
  /** For the log, the views and what services need across tenants. */
  writer: Pool
  /**
   * For sign-in and limits. This pool and the next three share the callers' login, which sees tenants' rows through
   * `inTenant` only.
   */
  app: Pool
  endings: Pool
  reads: Pool
  counts: Pool
  /** The largest number of connections of each lane. */
  sizes: ConnectionPlan
  /** Of these pools and of those that others make of their settings for as long as the process lives. */
  health: PoolHealth
  roles: Roles
  /** As it was when this process opened the database. */
  installation: Installation
  close(): Promise<void>
}

export interface DatabaseSettings {
  /** URL of a login that owns the database and may create roles. A superuser's is used only to create such a login. */
  ownerUrl: string
  masterKey: Buffer
  /** How many connections this process may open; absent: as many as it wants and the server allows. */
  connections?: number | undefined
  /** The largest number of connections of each lane, whatever the server allows. */
  sizes?: Partial<ConnectionPlan>
  /** Requests wait for what the writer asks, so it is not waited for longer than is sane. */
  serves?: boolean
  /**
   * Called with a sentence for the operator when something takes long: another process does the same work, or a
   * migration runs.
   */
  onProgress?: (doing: string) => void
}

/**
 * The server refuses a caller's statement that takes longer than this. Milliseconds. So does the client soon after,
 * where the network swallows the answer; without a limit it would wait a quarter of an hour.
 */
const timeouts = { app: 5_000, endings: 10_000, reads: 5_000, counts: 5_000 }
const servingWriter = { statementTimeoutMs: 30_000 }
/** A caller's statement keeps to one processor: the others are other callers'. */
const onOneProcessor = { max_parallel_workers_per_gather: '0' }
/**
 * A page is read in its order, row by row, until it is full. The planner, which does not know that what is live began
 * lately, would rather join all of it.
 */
const rowByRow = { enable_hashjoin: 'off', enable_mergejoin: 'off' }
const unheard = (): void => undefined
/** Name of the lock that whoever sets a database up holds. */
export const setUpLock = 'set-up'

const loginEndpoint = (endpoint: Endpoint, masterKey: Buffer, login: Login): Endpoint => ({
  ...endpoint,
  user: roleOf(endpoint.database, login),
  password: loginPassword(masterKey, login),
})

/** Processes that start at once take turns quickly; the operator is told only of longer waits. */
const silentMs = 1_000
const lookEveryMs = 50

/** Waits for the lock, and says so when that takes long: the process that holds it may be migrating for minutes. */
const takeSetUpLock = async (
  connection: Connection,
  { masterKey, onProgress = unheard }: DatabaseSettings,
): Promise<void> => {
  const number = lockNumber(masterKey, setUpLock)
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const { rows } = await connection.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [number])
    if (rows[0]?.taken === true) return
    if (waitedMs === silentMs) onProgress('waiting for another process to migrate the database')
    await pause(lookEveryMs)
  }
}

const underLock = async <Result>(
  pool: Pool,
  settings: DatabaseSettings,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> => {
  const connection = await pool.connect()
  try {
    await takeSetUpLock(connection, settings)
    return await work(connection)
  } finally {
    // Closing the connection frees the lock, whatever state the connection is in.
    connection.release(true)
  }
}

/** A command beside others, on a busy machine, has time; nobody waits for its answer as for a request's. */
const unhurriedMs = 15_000

/** Answers an owner that is no superuser. When the URL is a superuser's, it is used only to create that owner. */
const ordinaryOwner = async (settings: DatabaseSettings): Promise<Endpoint> => {
  const { ownerUrl, masterKey, serves = false } = settings
  const given: Endpoint = { ...endpointOf(ownerUrl), ...(serves ? {} : { connectTimeoutMs: unhurriedMs }) }
  const pool = createPool({ endpoint: given, size: 1, applicationName: 'rollcall set-up' })
  try {
    await checkServerRequirements(pool)
    await checkMasterKey(pool, given, masterKey)
    const might = await mightOf(pool, given.user)
    if (might?.superuser !== true && might?.bypassrls !== true) return given
    const owner = loginEndpoint(given, masterKey, 'owner')
    await underLock(pool, settings, async (connection) => {
      await ensureLogin(connection, owner.user, owner.password, 'createrole')
      await connection.query(`alter database ${identifier(given.database)} owner to ${identifier(owner.user)}`)
    })
    return owner
  } finally {
    await pool.end()
  }
}

/** How many connections each lane may have. @throws Error when the server allows too few */
const shareOut = async (endpoint: Endpoint, { connections, onProgress = unheard }: DatabaseSettings) => {
  const pool = createPool({ endpoint, size: 1, applicationName: 'rollcall set-up' })
  try {
    const allowed = await readAllowedConnections(pool)
    const { plan, shortage } = shareOfConnections(allowed, connections)
    const held = await readHeldConnections(pool)
    for (const sentence of [shortage, crowding(plan, { allowed, held })]) if (sentence !== null) onProgress(sentence)
    return plan
  } finally {
    await pool.end()
  }
}

/**
 * Only the three logins may connect. Migrations grant the writer and the callers' login what they may do, and nothing
 * else.
 */
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
  settings: DatabaseSettings,
): Promise<Pick<Databases, 'roles' | 'installation'>> =>
  underLock(owner, settings, async (connection) => {
    const { masterKey, onProgress = unheard } = settings
    const roles = await makeLogins(connection, endpoint, masterKey)
    await migrate(connection, roles, onProgress)
    return { roles, installation: await readInstallation(connection) }
  })

/**
 * Connects as owner, creates or refreshes the other logins, migrates, and opens the pools.
 * @throws Error with a message for the operator when the server could lose events, is too old, lacks rights, or was set
 * up with another master key
 */
export const openDatabases = async (settings: DatabaseSettings): Promise<Databases> => {
  const { masterKey } = settings
  const endpoint = await ordinaryOwner(settings)
  const sizes = { ...(await shareOut(endpoint, settings)), ...settings.sizes }
  const owner = createPool({ endpoint, size: sizes.owner, applicationName: 'rollcall owner' })
  const standing = await setUp(owner, endpoint, settings).catch(async (error: unknown) => {
    await owner.end()
    throw error
  })
  const health = poolHealth()
  const open = (lane: Lane, login: Login, limits: Pick<PoolSettings, 'statementTimeoutMs' | 'parameters'>): Pool => {
    const applicationName = `rollcall ${lane}`
    return createPool(
      { endpoint: loginEndpoint(endpoint, masterKey, login), size: sizes[lane], applicationName, ...limits },
      health,
    )
  }
  const forCallers = (lane: keyof typeof timeouts): Pool =>
    open(lane, 'app', {
      statementTimeoutMs: timeouts[lane],
      parameters: lane === 'reads' ? { ...onOneProcessor, ...rowByRow } : onOneProcessor,
    })
  const writer = open('writer', 'writer', settings.serves === true ? servingWriter : {})
  const app = forCallers('app')
  const others = { endings: forCallers('endings'), reads: forCallers('reads'), counts: forCallers('counts') }
  const close = async (): Promise<void> => {
    await Promise.all([owner, writer, app, ...Object.values(others)].map((pool) => pool.end()))
  }
  // Check again as the login that appends, because settings can be changed for a single login.
  await checkServerRequirements(writer).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { owner, writer, app, ...others, sizes, health, ...standing, close }
}
