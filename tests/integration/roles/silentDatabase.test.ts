import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { type Fleet, type ServedProcess, testFleet } from '../../support/fleet.ts'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, password } from '../../support/rollcall.ts'
import { swallowingProxy, type SwallowingProxy } from '../../support/swallowingProxy.ts'

let fleet: Fleet
let api: ServedProcess
let network: SwallowingProxy
beforeAll(async () => {
  fleet = await testFleet()
  const { ownerUrl } = fleet.database
  network = await swallowingProxy(Number(new URL(ownerUrl).port))
  api = await fleet.start(['api', 'projector', 'sweeper'], { DATABASE_URL: network.through(ownerUrl) })
})
afterAll(async () => {
  network.stop()
  await fleet.end()
})

const login = (email: string) => ({ tenant: 'acme', email, password, client: 'mobile', transport: 'bearer' })
const mostMs = 3_000

describe('a network that swallows what api and database say to each other', () => {
  it('leaves nobody without an answer for longer than three seconds, and is over when it is over', async () => {
    const out = httpClient(api.url)
    const admin = await fleet.signIn('acme', 'admin', { at: api.url })
    const member = await out.post('/v1/auth/login', login(emailOf('member', 'acme')))
    const { refreshToken } = member.body as { refreshToken: string }
    const asking: Record<string, () => Promise<{ status: number; body: unknown }>> = {
      login: () => out.post('/v1/auth/login', login(emailOf('auditor', 'acme'))),
      refresh: () => out.post('/v1/auth/refresh', { refreshToken }),
      check: () => admin.get('/v1/auth/session'),
      list: () => admin.get('/v1/sessions'),
      count: () => admin.get('/v1/sessions/count?filter=city:x'),
      log: () => admin.get('/v1/log'),
      revoke: () =>
        admin.post(`/v1/sessions/${admin.sessionId}/revoke`, { reason: 'silence' }, { 'idempotency-key': 'a' }),
      ready: () => out.get('/readyz'),
    }
    network.swallow(true)
    // At once, when nobody has noticed yet, and again when everybody has.
    for (const round of ['unnoticed', 'noticed']) {
      const took = await Promise.all(
        Object.entries(asking).map(async ([what, ask]) => {
          const askedAt = performance.now()
          const { status, body } = await ask()
          return { round, what, status, code: (body as { code?: string }).code, ms: performance.now() - askedAt }
        }),
      )
      for (const answer of took) expect(answer.ms, JSON.stringify(answer)).toBeLessThan(mostMs)
      const decided = took.filter(({ what }) => ['login', 'refresh', 'list', 'revoke'].includes(what))
      expect(decided.map(({ status }) => status)).toEqual(decided.map(() => 503))
    }
    expect((await out.get('/livez')).status).toBe(200)
    network.swallow(false)
    // With the body, so that a failure tells who is not ready.
    await eventually(async () => {
      const { status, body } = await out.get('/readyz')
      expect(status, JSON.stringify(body)).toBe(200)
    }, 20_000)
    // Each lost connection costs whoever meets it first one answer.
    const signIn = () => out.post('/v1/auth/login', login(emailOf('auditor', 'acme')))
    await eventually(async () => expect((await signIn()).status).toBe(200), 40_000)
    await eventually(async () => expect((await admin.get('/v1/sessions')).status).toBe(200), 40_000)
  })
})
