import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { composeRollcall } from '#services/composition/process/composeRollcall.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { readSettings } from '#services/settings/settings.ts'
import { httpClient } from '../../support/httpClient.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { password, wideLimits } from '../../support/rollcall.ts'
import { benchDatabase } from './benchDatabase.ts'

/** Lets a benchmark say which address a request comes from. */
export const simulatedKey = 'bench'

interface BenchRollcallOptions {
  limits?: Record<string, string>
  dashboardFolder?: string
  /** The folder of a database that stays. */
  kept?: string | undefined
  /** What is done to the database before Rollcall runs on it. */
  before?: (databases: Databases) => Promise<void>
}

const origin = { actor: { kind: 'system', id: 'bench' } as const, correlationId: 'bench', context: null }
const client = { clientId: 'web', name: 'Web', audience: 'web', origins: [], transport: 'bearer' } as const

/** A whole Rollcall on a database of its own, in this process. */
export const benchRollcall = async ({
  limits = wideLimits,
  dashboardFolder,
  kept,
  before,
}: BenchRollcallOptions = {}) => {
  const database = await benchDatabase({}, {}, kept)
  const { databases, masterKey } = database
  await before?.(databases)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const rollcall = await composeRollcall({
    settings: readSettings({ PLACE_DETAIL: 'off', ...limits }),
    surroundings: { ambient: realAmbient, monotonicMs: () => performance.now() },
    data: { databases, masterKey },
    server,
    url,
    logger: silentLogger,
    buildContext: contextBuilder({ places: null, operators: null }, 'off'),
    simulatedKey,
    dashboardFolder: dashboardFolder ?? null,
    version: 'bench',
    onFatal: (error) => {
      throw error
    },
  })
  const { commands } = rollcall.tenants
  const post = async (slug: string, email: string, more: object, headers: Record<string, string> = {}) => {
    const signIn = () => httpClient(url).post('/v1/auth/login', { tenant: slug, email, password, ...more }, headers)
    let answer = await signIn()
    // Hashing gives way to whatever else this machine does.
    for (; answer.status === 503; answer = await signIn()) await pause(1_000)
    const { accessToken, session } = answer.body as { accessToken: string; session: { id: string } }
    return { accessToken, sessionId: session.id }
  }
  return {
    url,
    database,
    /** The id of the tenant of this name; null: there is none. */
    findTenant: async (slug: string) => (await rollcall.tenants.directory.tenantBySlug(slug))?.tenantId ?? null,
    addTenant: async (slug: string, tenantId?: string) =>
      (
        await commands.registerTenant(
          { slug, name: slug, clients: [client], ...(tenantId === undefined ? {} : { tenantId }) },
          origin,
        )
      ).tenantId,
    changePolicy: async (tenantId: string, policy: Policy) =>
      void (await commands.changePolicy({ tenantId, policy, reason: null, ticket: null }, origin)),
    addUser: async (tenantId: string, email: string, role: 'admin' | 'analyst' | 'member') => {
      const credential = { kind: 'password', password, path: 'password' } as const
      return (await commands.addUser({ tenantId, email, name: email, roles: [role], credential }, origin)).userId
    },
    signIn: (slug: string, email: string) => post(slug, email, { client: 'web', transport: 'bearer' }),
    signInToDashboard: (slug: string, email: string) =>
      post(slug, email, { client: 'dashboard', transport: 'cookie' }, { origin: url, 'rollcall-client': 'dashboard' }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await rollcall.stop()
      await database.stop()
    },
  }
}
