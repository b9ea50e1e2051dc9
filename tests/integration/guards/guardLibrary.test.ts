import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GuardRow } from '#events/wire/guards.ts'
import { accessTokens, type NewAccessClaims } from '#services/sessions/tokens/accessToken.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { signingKeys } from '#services/sessions/tokens/signingKeys.ts'
import { createGuard, type Guard } from '../../../client/guard/entry.ts'
import { besideRollcall } from '../../support/besideRollcall.ts'
import { eventually } from '../../support/eventually.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient
let key: string
let guards: Guard[] = []

/** What lies between guard and server. */
let server: string
let isFeedCut = false
const activityAnswers: number[] = []
let cutNow = new AbortController()
/** Milliseconds by which the guards' clock is ahead of what has passed. */
let skipped = 0

const overTheWire: typeof fetch = async (url, init) => {
  const { pathname, search } = new URL(String(url))
  const isFeed = pathname === '/v1/revocations'
  if (isFeed && isFeedCut) throw new Error('no connection')
  const signals = [init?.signal, isFeed ? cutNow.signal : undefined].filter((signal) => signal instanceof AbortSignal)
  const response = await fetch(`${server}${pathname}${search}`, { ...init, signal: AbortSignal.any(signals) })
  if (pathname === '/v1/sessions/activity') activityAnswers.push(response.status)
  return response
}
const cutFeed = (): void => {
  isFeedCut = true
  cutNow.abort()
  cutNow = new AbortController()
}

const guardOf = async (options: { key?: string; audience?: string; reportActivity?: boolean } = {}): Promise<Guard> => {
  const { key: apiKey = key, audience = 'test-web', ...more } = options
  const clock = { now: Date.now, monotonic: () => performance.now() + skipped }
  const name = `library-${guards.length}`
  const guard = createGuard({ baseUrl: rollcall.url, audience, apiKey, name, fetch: overTheWire, clock, ...more })
  guards.push(guard)
  await guard.ready()
  return guard
}
const codeOf = async (guard: Guard, { accessToken }: Pick<SignedInClient, 'accessToken'>): Promise<string> =>
  (await guard.verify(accessToken)).refusal?.code ?? 'good'
const becomes = (guard: Guard, client: Pick<SignedInClient, 'accessToken'>, code: string): Promise<void> =>
  eventually(async () => expect(await codeOf(guard, client)).toBe(code))
const member = () => rollcall.signIn('acme', 'member', { client: 'web' })
const end = async ({ sessionId }: SignedInClient): Promise<void> => {
  expect((await admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'a test' })).status).toBe(200)
}

beforeAll(async () => {
  rollcall = await testRollcall()
  server = rollcall.url
  admin = await rollcall.signIn('acme', 'admin')
  key = await rollcall.apiKey('acme', ['guard'])
})
afterEach(async () => {
  server = rollcall.url
  isFeedCut = false
  await Promise.all(guards.map((guard) => guard.close()))
  guards = []
})
afterAll(() => rollcall.stop())

describe('the guard of the library', () => {
  it('lets in who is signed in, refuses whose session was ended, and confirms it', async () => {
    const guard = await guardOf()
    const [ended, other] = [await member(), await member()]
    const { caller } = await guard.verify(ended.accessToken)
    expect(caller).toMatchObject({
      userId: rollcall.userId('acme', 'member'),
      sessionId: ended.sessionId,
      tenantId: rollcall.tenantId('acme'),
      clientId: 'web',
      roles: ['member'],
      methods: ['pwd'],
    })
    await end(ended)
    await becomes(guard, ended, 'session-ended')
    expect(await codeOf(guard, other)).toBe('good')
    await eventually(async () => {
      const { body } = await admin.get('/v1/connections')
      const { guards: rows } = body as { guards: GuardRow[] }
      expect(rows.find(({ name }) => name === 'library-0')).toMatchObject({ behind: 0, streams: 1 })
    })
  })

  it('refuses tokens of other applications and tenants, and API keys', async () => {
    const guard = await guardOf()
    const foreign = await rollcall.signIn('globex', 'member', { client: 'web' })
    const ofMobile = await rollcall.signIn('acme', 'member', { client: 'mobile' })
    for (const client of [foreign, ofMobile, { accessToken: key }])
      expect(await codeOf(guard, client)).toBe('not-signed-in')
    expect(await codeOf(await guardOf({ audience: 'test-mobile' }), ofMobile)).toBe('good')
  })

  it('refuses all sessions of a person that are ended at once, but not the next one', async () => {
    const guard = await guardOf()
    const before = await rollcall.signIn('acme', 'analyst', { client: 'web' })
    const { status } = await admin.post(`/v1/users/${rollcall.userId('acme', 'analyst')}/revoke-sessions`, {
      reason: 'a test',
    })
    expect(status).toBeLessThan(300)
    const next = await rollcall.signIn('acme', 'analyst', { client: 'web' })
    await becomes(guard, before, 'session-ended')
    expect(await codeOf(guard, next)).toBe('good')
  })

  it('wants a refresh where roles have changed', async () => {
    const guard = await guardOf()
    const auditor = await rollcall.signIn('acme', 'auditor', { client: 'web' })
    const { status } = await admin.send('PUT', `/v1/users/${rollcall.userId('acme', 'auditor')}/roles`, {
      roles: ['auditor', 'analyst'],
    })
    expect(status).toBeLessThan(300)
    await becomes(guard, auditor, 'token-outdated')
  })

  it('misses nothing that happens while the server starts again', async () => {
    const before = await besideRollcall(rollcall)
    server = before.url
    const guard = await guardOf()
    const [ended, other] = [await member(), await member()]
    expect(await codeOf(guard, ended)).toBe('good')
    await before.stop()
    await end(ended)
    const after = await besideRollcall(rollcall)
    server = after.url
    await becomes(guard, ended, 'session-ended')
    await becomes(guard, other, 'good')
    expect(guard.status().reconnects).toBeGreaterThan(0)
    await guard.close()
    await after.stop()
  })

  it('asks while it hears nothing, and decides by itself again afterwards', async () => {
    const guard = await guardOf()
    const [ended, other] = [await member(), await member()]
    expect(await codeOf(guard, ended)).toBe('good')
    cutFeed()
    skipped += 6_000
    await end(ended)
    expect(guard.status()).toMatchObject({ feed: 'behind', decidesBy: 'asking' })
    expect([await codeOf(guard, ended), await codeOf(guard, other)]).toEqual(['not-signed-in', 'good'])
    isFeedCut = false
    await eventually(() => expect(guard.status()).toMatchObject({ feed: 'live', decidesBy: 'memory', trouble: null }))
    expect([await codeOf(guard, ended), await codeOf(guard, other)]).toEqual(['session-ended', 'good'])
  })

  it('takes tokens that a new key has signed', async () => {
    const guard = await guardOf()
    const client = await member()
    const {
      iss,
      iat: _iat,
      jti: _jti,
      ...claims
    } = decodeJwt(client.accessToken) as unknown as NewAccessClaims & Record<string, string>
    // A month later the next key is made. It takes over after that, and signs a token of today here.
    const later = { ...realAmbient, clock: { now: () => Date.now() + 30 * 86_400_000 } }
    const ring = signingKeys(postgresKeyStore(rollcall.database.databases.writer), rollcall.database.masterKey, later)
    await ring.turn()
    const next = { ...ring, current: () => ring.held().at(-1)! }
    const { token: accessToken } = accessTokens(next, iss!, realAmbient).issue(claims)
    expect((await client.get('/v1/auth/session', { authorization: `Bearer ${accessToken}` })).status).toBe(200)
    skipped += 5_000
    await becomes(guard, { accessToken }, 'good')
  })

  it('reports who was there where its key may', async () => {
    const guard = await guardOf({ key: await rollcall.apiKey('acme', ['guard', 'sessions']), reportActivity: true })
    const { caller } = await guard.verify((await member()).accessToken)
    guard.recordActivity(caller!)
    await guard.close()
    expect(activityAnswers).toEqual([200])
    const refused = await guardOf({ reportActivity: true })
    refused.recordActivity(caller!)
    await refused.close()
    expect([activityAnswers.at(-1), refused.status().activity]).toEqual([403, 'refused'])
  })
})
