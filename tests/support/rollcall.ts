import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { roles as allRoles, type Role } from '#events/tenant/events.ts'
import type { Scope } from '#events/permissions.ts'
import { systemTenantId } from '#events/streams.ts'
import { composeRollcall, type Rollcall } from '#services/composition/process/composeRollcall.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import type { GeoFiles } from '#services/context/geoFiles.ts'
import { silentLogger, type Logger } from '#services/logging/logger.ts'
import type { ConnectionPlan } from '#services/postgres/connectionPlan.ts'
import { readSettings } from '#services/settings/settings.ts'
import { systemTenant } from '#services/tenants/setup/setup.ts'
import { realAmbient } from './realAmbient.ts'
import { testDatabase, type TestDatabase } from './database.ts'
import { kurrentdbDouble } from './kurrentdb/kurrentdbDouble.ts'
import { httpClient, type HttpClient } from './httpClient.ts'

export const password = 'correct horse battery staple'
const root = resolve(import.meta.dirname, '../..')

/** Limits far beyond what a test sends, so that 429 hides nothing. */
export const wideLimits = Object.fromEntries(
  [
    'SIGN_IN_ADDRESS',
    'SIGN_IN_USER',
    'SIGN_IN_USER_ADDRESS',
    'SIGN_IN_TENANT',
    'SIGN_IN_STARTED',
    'REFRESH',
    'ENDINGS',
    'ENDINGS_TENANT',
    'COMMANDS',
    'COMMANDS_TENANT',
    'ACTIVITY',
    'READS',
    'READS_TENANT',
    'KEYS',
    'KEYS_TENANT',
    'MAILS',
    'MAILS_TENANT',
  ].map((name) => [`LIMIT_${name}`, '1000000']),
)

export interface TestRollcall {
  url: string
  rollcall: Rollcall
  database: TestDatabase
  /** Where the log is, when not in the database. */
  kurrentdbUrl: string | undefined
  /** Settings beyond those of every test. */
  environment: Record<string, string>
  /** `email(role, tenant)` signs in with `password`. */
  tenantId: (slug: string) => string
  userId: (slug: string, role: Role) => string
  /** Position of the log's newest event. */
  head: () => Promise<number>
  /** Signs in as that role; the client carries the access token. */
  signIn: (slug: string, role: Role, options?: { client?: string }) => Promise<SignedInClient>
  /** A key of the application `web` of that tenant, the same for the same scopes. */
  apiKey: (slug: string, scopes: readonly Scope[]) => Promise<string>
  stop: () => Promise<void>
}

export interface SignedInClient extends HttpClient {
  accessToken: string
  sessionId: string
}

export const emailOf = (role: Role, slug: string) => `${role}@${slug}.test`

const clients = [
  { clientId: 'web', name: 'Web', audience: 'test-web', origins: [], transport: 'bearer' },
  { clientId: 'mobile', name: 'Mobile', audience: 'test-mobile', origins: [], transport: 'bearer' },
] as const

const origin = () => ({
  actor: { kind: 'system', id: 'tests' } as const,
  correlationId: realAmbient.random.id(),
  context: null,
})

/** Two tenants with a person for each of their roles, and the operators' tenant. */
export const populate = async ({ tenants: { commands } }: Pick<Rollcall, 'tenants'>, slugs: readonly string[]) => {
  const tenantIds = new Map<string, string>([['system', systemTenantId]])
  const userIds = new Map<string, string>()
  const add = async (slug: string, role: Role) => {
    const person = {
      tenantId: tenantIds.get(slug)!,
      email: emailOf(role, slug),
      name: `${role} of ${slug}`,
      roles: [role],
    }
    const { userId } = await commands.addUser(
      { ...person, credential: { kind: 'password', password, path: 'password' } },
      origin(),
    )
    userIds.set(`${slug} ${role}`, userId)
  }
  await commands.registerTenant(systemTenant, origin())
  await add('system', 'operator')
  for (const slug of slugs) {
    const { tenantId } = await commands.registerTenant({ slug, name: slug, clients }, origin())
    tenantIds.set(slug, tenantId)
    for (const role of allRoles.filter((role) => role !== 'operator')) await add(slug, role)
  }
  return { tenantIds, userIds }
}

export const signInWith =
  (url: string) =>
  async (slug: string, role: Role, { client }: { client?: string } = {}): Promise<SignedInClient> => {
    const own = url.replace(/\/$/, '')
    const viaDashboard = client === undefined
    const answer = await httpClient(own).post(
      '/v1/auth/login',
      {
        tenant: slug,
        email: emailOf(role, slug),
        password,
        client: client ?? 'dashboard',
        transport: viaDashboard ? 'cookie' : 'bearer',
      },
      viaDashboard ? { origin: own, 'rollcall-client': 'dashboard' } : {},
    )
    if (answer.status !== 200)
      throw new Error(`Signing in as ${role} of ${slug}: ${answer.status} ${JSON.stringify(answer.body)}`)
    const { accessToken, session } = answer.body as { accessToken: string; session: { id: string } }
    return { ...httpClient(own, { authorization: `Bearer ${accessToken}` }), accessToken, sessionId: session.id }
  }

const keyMaker = ({ tenants: { commands } }: Pick<Rollcall, 'tenants'>, tenantIds: ReadonlyMap<string, string>) => {
  const made = new Map<string, Promise<string>>()
  const make = async (slug: string, scopes: readonly Scope[]): Promise<string> => {
    const owner = { kind: 'application', clientId: 'web' } as const
    const order = { tenantId: tenantIds.get(slug)!, keyId: realAmbient.random.id(), name: 'tests', owner }
    const by = { ...origin(), actor: { kind: 'admin', id: realAmbient.random.id() } as const }
    const { key } = await commands.issueApiKey({ ...order, scopes: [...scopes], expiresAt: null }, by)
    return key!
  }
  return (slug: string, scopes: readonly Scope[]): Promise<string> => {
    const name = `${slug} ${scopes.join(' ')}`
    const key = made.get(name) ?? make(slug, scopes)
    made.set(name, key)
    return key
  }
}

/** KurrentDB where a test wants it; TEST_LOG=kurrentdb: a double for each Rollcall whose test does not say. */
const storeFor = async (
  url: string | undefined,
): Promise<{ data: { kurrentdbUrl?: string }; stop: () => Promise<void> }> => {
  if (url !== undefined) return { data: { kurrentdbUrl: url }, stop: async () => {} }
  if (process.env['TEST_LOG'] !== 'kurrentdb') return { data: {}, stop: async () => {} }
  const double = await kurrentdbDouble({ behaviour: { systemEventEvery: 5 } })
  return { data: { kurrentdbUrl: double.url }, stop: double.stop }
}

const headOf = async (data: Parameters<typeof openLog>[0]): Promise<number> => {
  const { log, close } = openLog(data, () => performance.now())
  try {
    return await log.head()
  } finally {
    await close()
  }
}

/** A whole Rollcall over a fresh database, listening on a port of its own. */
export const testRollcall = async (
  options: {
    dashboard?: boolean
    /** The address people type, where it is another than the server's. */
    publicUrl?: string
    environment?: Record<string, string>
    logger?: Logger
    slugs?: readonly string[]
    simulatedKey?: string
    /** The log is there instead of the database. */
    kurrentdbUrl?: string
    /** Where addresses are. Absent: nowhere. */
    geo?: GeoFiles
    /** Connections at most, by lane. */
    sizes?: Partial<ConnectionPlan>
  } = {},
): Promise<TestRollcall> => {
  const database = await testDatabase({ owner: 3, writer: 8, app: 8, ...options.sizes })
  const server: Server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const store = await storeFor(options.kurrentdbUrl)
  const data = { databases: database.databases, masterKey: database.masterKey, ...store.data }
  const rollcall = await composeRollcall({
    settings: readSettings({ ...wideLimits, PLACE_DETAIL: 'off', ...options.environment }),
    surroundings: { ambient: realAmbient, monotonicMs: () => performance.now() },
    data,
    server,
    url: options.publicUrl ?? url,
    logger: options.logger ?? silentLogger,
    buildContext: contextBuilder(options.geo ?? { places: null, operators: null }, 'city'),
    simulatedKey: options.simulatedKey ?? null,
    dashboardFolder: options.dashboard === true ? resolve(root, 'dashboard/dist') : null,
    version: 'test',
    onFatal: (error) => {
      throw error
    },
  })
  const { tenantIds, userIds } = await populate(rollcall, options.slugs ?? ['acme', 'globex'])
  return {
    url,
    rollcall,
    database,
    kurrentdbUrl: data.kurrentdbUrl,
    environment: options.environment ?? {},
    tenantId: (slug) => tenantIds.get(slug)!,
    userId: (slug, role) => userIds.get(`${slug} ${role}`)!,
    head: () => headOf(data),
    signIn: signInWith(url),
    apiKey: keyMaker(rollcall, tenantIds),
    async stop() {
      await rollcall.stop()
      server.close()
      server.closeAllConnections()
      await database.drop()
      await store.stop()
    },
  }
}
