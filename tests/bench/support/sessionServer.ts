import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type NextFunction, type Request, type Response } from 'express'
import { bearerOf } from '#services/http/authorise.ts'
import { defineRoute } from '#services/http/route.ts'
import { postgresCounters } from '#services/limits/gatheredCounters.ts'
import { postgresKnownOrigins } from '#services/limits/knownOrigins.ts'
import { limitDefaults } from '#services/limits/limitDefaults.ts'
import { limits } from '#services/limits/limits.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme, login, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { benchDatabase } from './benchDatabase.ts'

/** What the measuring process is told: where to ask, and with what. */
export interface BenchTargets {
  bare: string
  checkOnly: string
  rollcall: string
  accessToken: string
  /** Of that many live sessions, each of its own. */
  refreshTokens: string[]
  sessionIds: string[]
}

/** The end of a measurement loses the tokens that are under way. How many are revoked may be said. */
const sessions = { refreshed: 1_000, revoked: Number(process.argv[2] ?? 60_000) }

const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Express with nothing but the check, as a guard inside an application would have it. */
const checkOnly = ({ service }: Stack): RequestListener => {
  const app = express().disable('x-powered-by').disable('etag')
  const check = async (request: Request): Promise<unknown> =>
    service.checkSession(bearerOf(request.get('authorization')) ?? '')
  app.get('/check', (request: Request, response: Response, next: NextFunction) => {
    const answer = (): void => void response.status(204).end()
    check(request).then(answer, next)
  })
  return app
}

const benchRoute = defineRoute({
  id: 'bench',
  method: 'get',
  path: '/check',
  tag: 'Bench',
  summary: 'Nothing, for the signed-in',
  access: 'own-account',
  limit: 'read',
  answers: { 204: { description: 'Signed in' } },
  errors: [],
  handle: async () => ({ status: 204 }),
})

const startSessions = async (stack: Stack, tenantId: string, userId: string, count: number) => {
  const { commands, refreshTokens } = stack.service.writer
  const person = { userId, email: 'ann@acme.test', name: 'Ann' }
  const tenant = (await stack.people.directory.tenant(tenantId))!
  const policy = lifetimesFor(tenant.policy, { roles: ['member'], clientId: 'phone', remembered: true })
  const origin = { tenantId, actor: { kind: 'user', id: userId } as const, correlationId: 'bench', context: null }
  const client = { clientId: 'phone', transport: 'bearer' } as const
  const signedIn = {
    person,
    client,
    policy,
    proofs: [{ method: 'pwd', at: new Date().toISOString() }],
    remembered: true,
  }
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { session } = await commands.start(signedIn, origin)
      return { sessionId: session.sessionId, refreshToken: await refreshTokens.currentOf(tenantId, session) }
    }),
  )
}

const nothingToDo = async () => ({ position: 0, sessions: [] })
const database = await benchDatabase()
const installation = await postgresInstallation({
  ...database,
  reopen: async () => database.databases,
  drop: async () => undefined,
})
/** Refreshes are counted as the product counts them; calls of one person, as all the others are, would reach their limits. */
const { consume } = limits({
  settings: { ...limitDefaults, refresh: 1_000_000 },
  counters: postgresCounters(database.databases.app),
  known: postgresKnownOrigins(database.databases.app),
  masterKey: database.masterKey,
  pause: async () => undefined,
})
const stack = await sessionStack(
  installation,
  realAmbient,
  { undrainedSessions: nothingToDo, expiryCandidates: nothingToDo },
  [benchRoute],
  { consumeLimit: (limit, keys) => (limit === 'refresh' ? consume(limit, keys) : null) },
)
const { tenantId, userId } = await acme(stack)
const { body } = await login(stack)
const refreshed = await startSessions(stack, tenantId, userId, sessions.refreshed)
const revoked = await startSessions(stack, tenantId, userId, sessions.revoked)
const targets: BenchTargets = {
  bare: await listen((_request, response) => response.writeHead(204).end()),
  checkOnly: await listen(checkOnly(stack)),
  rollcall: stack.url,
  accessToken: body.accessToken,
  refreshTokens: refreshed.map(({ refreshToken }) => refreshToken),
  sessionIds: revoked.map(({ sessionId }) => sessionId),
}
process.send!(targets)
/** Asked for it: microseconds of processor time this process has taken so far, all its threads together. */
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!(user + system)
})
/** Told to, or left alone by a measuring process that failed. */
process.once('disconnect', () => {
  void stack
    .stop()
    .then(() => installation.close())
    .then(() => database.stop())
    .finally(() => process.exit(0))
})
