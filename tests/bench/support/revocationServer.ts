import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composeRollcall } from '#services/composition/process/composeRollcall.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { readSettings } from '#services/settings/settings.ts'
import { httpClient } from '../../support/httpClient.ts'
import { password, realAmbient } from '../../support/rollcall.ts'
import { benchDatabase } from './benchDatabase.ts'

/** What the measuring process is told. */
export interface RevocationTargets {
  url: string
  ownerUrl: string
  masterKey: string
  tenantId: string
  userIds: string[]
  /** Of an admin, in the dashboard. */
  accessToken: string
  /** Each to be ended once. */
  sessions: { sessionId: string; accessToken: string }[]
}

const people = 10
const wide = Object.fromEntries(
  [
    'SIGN_IN_ADDRESS',
    'SIGN_IN_USER',
    'SIGN_IN_USER_ADDRESS',
    'SIGN_IN_TENANT',
    'REFRESH',
    'ENDINGS',
    'ENDINGS_TENANT',
    'COMMANDS',
    'COMMANDS_TENANT',
    'ACTIVITY',
    'READS',
    'READS_TENANT',
  ].map((name) => [`LIMIT_${name}`, '1000000']),
)
const origin = { actor: { kind: 'system', id: 'bench' } as const, correlationId: 'bench', context: null }
const client = { clientId: 'web', name: 'Web', audience: 'web', origins: [], transport: 'bearer' } as const

const database = await benchDatabase()
const { databases, masterKey, ownerUrl } = database
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://localhost:${(server.address() as AddressInfo).port}`
const rollcall = await composeRollcall({
  settings: readSettings({ PLACE_DETAIL: 'off', ...wide }),
  surroundings: { ambient: realAmbient, monotonicMs: () => performance.now() },
  data: { databases, masterKey },
  server,
  url,
  logger: silentLogger,
  buildContext: contextBuilder({ places: null, operators: null }, 'off'),
  simulatedKey: null,
  dashboardFolder: null,
  version: 'bench',
  onFatal: (error) => {
    throw error
  },
})
const { commands } = rollcall.tenants
const { tenantId } = await commands.registerTenant({ slug: 'acme', name: 'Acme', clients: [client] }, origin)
const add = async (email: string, role: 'admin' | 'member') => {
  const credential = { kind: 'password', password, path: 'password' } as const
  return (await commands.addUser({ tenantId, email, name: email, roles: [role], credential }, origin)).userId
}
const signIn = async (email: string, more: Record<string, string>, headers: Record<string, string> = {}) => {
  const { body } = await httpClient(url).post('/v1/auth/login', { tenant: 'acme', email, password, ...more }, headers)
  const { accessToken, session } = body as { accessToken: string; session: { id: string } }
  return { accessToken, sessionId: session.id }
}

await add('admin@acme.test', 'admin')
const emails = Array.from({ length: people }, (_, number) => `member${number}@acme.test`)
const userIds: string[] = []
for (const email of emails) userIds.push(await add(email, 'member'))
const admin = await signIn(
  'admin@acme.test',
  { client: 'dashboard', transport: 'cookie' },
  { origin: url, 'rollcall-client': 'dashboard' },
)
const sessions: RevocationTargets['sessions'] = []
const wanted = Number(process.argv[2])
while (sessions.length < wanted)
  sessions.push(...(await Promise.all(emails.map((email) => signIn(email, { client: 'web', transport: 'bearer' })))))

process.send!({
  url,
  ownerUrl,
  masterKey: masterKey.toString('base64'),
  tenantId,
  userIds,
  accessToken: admin.accessToken,
  sessions: sessions.slice(0, wanted),
} satisfies RevocationTargets)
process.once('disconnect', () => {
  void rollcall
    .stop()
    .then(() => database.stop())
    .finally(() => process.exit(0))
})
