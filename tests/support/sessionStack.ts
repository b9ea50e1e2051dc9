import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { randomBytes } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { withSaidDevice } from '#services/context/saidDevice.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import type { Route } from '#services/http/route.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { memoryKeyStore } from './memoryKeyStore.ts'
import type { KeyStore } from '#services/sessions/tokens/keyStore.ts'
import type { SessionNeeds } from '#services/sessions/sessionNeeds.ts'
import { sessionService, type SessionService } from '#services/sessions/sessionService.ts'
import { emailRoutes } from '#services/tenants/people/emailRoutes.ts'
import { meRoutes } from '#services/tenants/people/meRoutes.ts'
import { ownFactorRoutes } from '#services/tenants/factors/ownFactorRoutes.ts'
import { personFactorRoutes } from '#services/tenants/factors/personFactorRoutes.ts'
import { passwordRoutes } from '#services/tenants/passwords/passwordRoutes.ts'
import { memorySecrets, type Secrets } from '#services/tenants/secrets/secrets.ts'
import { tenants, type Tenants } from '#services/tenants/tenants.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { foldedViews } from './foldedViews.ts'
import { memorySetupLinks } from './memorySetupLinks.ts'
import { memoryKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { memoryStore } from './memoryStore.ts'

/** What the processes of one Rollcall share. */
export interface Installation {
  store: EventStore
  log: EventLog
  codec: EventCodec
  secrets: Secrets
  keyStore: KeyStore
  masterKey: Buffer
}

export const memoryInstallation = (): Installation => ({
  ...memoryStore(),
  secrets: memorySecrets(),
  keyStore: memoryKeyStore(),
  masterKey: randomBytes(32),
})

/** What answers and problem reports hold, as far as tests look into it; an answer has some of it. */
export interface ReplyBody {
  [member: string]: unknown
  code: string
  accessToken: string
  refreshToken: string
  session: { id: string; status: string; startedAt: string; idleExpiresAt: string; client: string }
  operation: { id: string; state: string; spared: unknown; by: { name: string }; effect: { sockets: unknown } }
  items: { outcome: string }[]
  user: { id: string; roles: string[]; mustChangePassword: boolean }
}
export interface Reply {
  status: number
  body: ReplyBody
  headers: Headers
}
export interface Call {
  body?: unknown
  token?: string | undefined
  headers?: Record<string, string>
}

export interface Stack {
  service: SessionService
  people: Tenants
  installation: Installation
  url: string
  call(request: string, call?: Call): Promise<Reply>
  stop(): Promise<void>
}

/** Says what the tests say of a request; real geo files and user agents have their own tests. */
const buildContext: Edge['buildContext'] = ({ ip, userAgent, clientId }) => ({
  ip,
  userAgent,
  clientId,
  place: null,
  network: ip === null ? null : { name: ip, kind: 'prefix' },
  device:
    userAgent === null
      ? null
      : { id: null, name: null, type: 'desktop', browser: userAgent, os: 'Linux', details: null },
})

const edgeOf = (ambient: Ambient, service: SessionService, people: Tenants, masterKey: Buffer): Edge => ({
  ambient,
  logger: silentLogger,
  noteRefusal: () => undefined,
  checkSession: service.checkSession,
  checkApiKey: people.checkApiKey,
  requireRecentProof: service.requireRecentProof,
  positions: wirePositions(masterKey),
  waitForView: async () => undefined,
  consumeLimit: () => null,
  takeTurn: (_what, _caller, read) => read(),
  refreshingSession: service.refreshingSession,
  waitingSignIn: service.waitingSignIn,
  runIdempotent: (_request, handle) => handle({ eventIds: ambient.random.id, repeated: false }),
  unlessSilent: (work) => work(),
  requireClock: () => undefined,
  clientAddress: ({ remoteAddress, forwardedFor }) => forwardedFor ?? remoteAddress ?? null,
  isTrustedProxy: () => false,
  buildContext,
  simulatedKey: null,
})

const listen = async (edge: Edge, routes: Route[]) => {
  const server = createServer(createApp(edge, routes, null))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const caller =
  (url: string): Stack['call'] =>
  async (request, { body, token, headers = {} } = {}) => {
    const [method = 'GET', path = '/'] = request.split(' ')
    const response = await fetch(url + path, {
      method,
      headers: {
        'user-agent': 'Chrome 142',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: JSON.parse(text === '' ? '{}' : text) as ReplyBody,
      headers: response.headers,
    }
  }

/** As services/limits/challengeTries.ts, in one process. */
const triesInMemory = () => {
  const tries = new Map<string, number>()
  return async (challengeId: string): Promise<number> => {
    const tried = (tries.get(challengeId) ?? 0) + 1
    tries.set(challengeId, tried)
    return 5 - tried
  }
}

/** What a process is made of, before it has started. */
export const unstartedStack = (installation: Installation, ambient: Ambient, change: Partial<SessionNeeds> = {}) => {
  const { store, log, codec } = installation
  const tail = storeLogTail({ log, codec, now: () => performance.now(), onFailure: (error) => console.error(error) })
  const people = tenants({
    ...installation,
    links: memorySetupLinks(),
    keyUses: memoryKeyUses(),
    ambient,
    logger: silentLogger,
    hashing: hashTurns({ now: () => performance.now(), width: 2, patienceMs: 60_000 }),
    publicUrl: 'https://rollcall.test',
    isCurrent: tail.isFresh,
  })
  tail.listen(people.wanted, people.observe)
  const needs: SessionNeeds = {
    ...installation,
    ...foldedViews(store),
    tail,
    ambient,
    issuer: 'https://rollcall.test',
    directory: people.directory,
    references: people.references,
    passwords: people.passwords,
    adoptPassword: people.commands.adoptPassword,
    factors: people.factors,
    countTry: triesInMemory(),
    buildContext: (facts) => buildContext({ ...facts, simulated: false }),
    withSaidDevice,
    tenantUse: async () => new Map(),
    logger: { ...silentLogger, error: (message, fields) => console.error(message, fields) },
    pause: async () => undefined,
    ...change,
  }
  return { tail, people, needs, service: sessionService(needs) }
}

/** One process's worth of Rollcall around sessions, over HTTP; several may share an installation. */
export const sessionStack = async (
  installation: Installation,
  ambient: Ambient,
  change: Partial<SessionNeeds> = {},
  extraRoutes: Route[] = [],
  edge: Partial<Edge> = {},
): Promise<Stack> => {
  const { tail, people, needs, service } = unstartedStack(installation, ambient, change)
  await tail.start(await service.prepare())
  service.begin()
  const ending = new AbortController()
  const settling = service.settleEndings(ending.signal)
  const own = [
    ...passwordRoutes({ ...people.commands, liveSessionIds: needs.liveSessionIds }),
    ...meRoutes(people),
    ...ownFactorRoutes(people.factorWork),
    ...personFactorRoutes({
      work: people.factorWork,
      resetFactors: people.commands.resetFactors,
      liveSessionIds: needs.liveSessionIds,
      positions: wirePositions(installation.masterKey),
    }),
    ...emailRoutes({ ...people, mails: { isSetUp: true } }),
  ]
  const routes = [...service.routes, ...own, ...extraRoutes]
  const { url, close } = await listen({ ...edgeOf(ambient, service, people, installation.masterKey), ...edge }, routes)
  const stop = async (): Promise<void> => {
    await close()
    ending.abort()
    await settling
    await service.stop()
    await tail.stop()
  }
  return { service, people, installation, url, call: caller(url), stop }
}

const origin = { actor: { kind: 'system', id: 'test' }, correlationId: 'test', context: null } as const
export const password = 'correct horse battery'
export const phone = {
  clientId: 'phone',
  name: 'Phone',
  audience: 'acme-phone',
  origins: [],
  transport: 'bearer',
} as const

/** A tenant `acme` with a person and a bearer client beside the dashboard. */
export const acme = async ({ people }: Pick<Stack, 'people'>, policy: Partial<Policy> = {}) => {
  const { tenantId } = await people.commands.registerTenant({ slug: 'acme', name: 'Acme', policy }, origin)
  await people.commands.registerApplication({ tenantId, ...phone }, origin)
  const add = async (email: string): Promise<string> => {
    const credential = { kind: 'password', password } as const
    return (await people.commands.addUser({ tenantId, email, name: email, roles: ['member'], credential }, origin))
      .userId
  }
  return { tenantId, userId: await add('ann@acme.test'), add, origin }
}

export const login = (stack: Stack, change: Record<string, unknown> = {}, call: Call = {}) =>
  stack.call('POST /v1/auth/login', {
    body: { tenant: 'acme', email: 'ann@acme.test', password, client: 'phone', ...change },
    ...call,
  })
