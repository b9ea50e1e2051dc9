import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActivityMinute, AnomalyRow, LogEntry, SessionRow } from '#events/live/rows.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { cities } from '#services/demo/cities.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { demoGeo } from '../../support/demoGeo.ts'
import { eventually } from '../../support/eventually.ts'
import { type HttpAnswer, httpClient } from '../../support/httpClient.ts'
import { emailOf, password, type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'
import { closeSockets, closing, connected, openLive, refusalOf } from '../../support/sockets.ts'

/** An address of a country that the geo file knows. */
const addressIn = (country: string): string => {
  const networks = cities.filter((city) => city.country === country).flatMap((city) => city.networks)
  return `${networks.find((network) => !network.includes(':'))}.7`
}
const [germany, france] = [addressIn('DE'), addressIn('FR')]

let server: TestRollcall
beforeAll(async () => {
  const slugs = ['acme', 'globex', 'initech', 'umbrella']
  server = await testRollcall({ slugs, geo: demoGeo, environment: { TRUSTED_PROXIES: '127.0.0.0/8,::1' } })
})
afterAll(() => server.stop())

type Rules = { [Section in keyof Policy]?: Partial<Policy[Section]> }
const rule = (slug: string, rules: Rules) => changePolicy(server.rollcall.tenants, server.tenantId(slug), rules)
const from = (address: string) => httpClient(server.url, { 'x-forwarded-for': address })
const signIn = (slug: string, address: string, change: Record<string, unknown> = {}): Promise<HttpAnswer> => {
  const person = { tenant: slug, email: emailOf('member', slug), password }
  return from(address).post('/v1/auth/login', { ...person, client: 'web', transport: 'bearer', ...change })
}
const codeOf = ({ status, body }: HttpAnswer) => [status, (body as { code?: string }).code]

/** What an analyst sees. */
const seenBy = (analyst: SignedInClient) => {
  const items = async <Item>(path: string): Promise<Item[]> =>
    ((await analyst.get(path)).body as { items: Item[] }).items
  return {
    log: (filter: string) => items<LogEntry>(`/v1/log?filter=${encodeURIComponent(filter)}`),
    sessions: (filter: string) => items<SessionRow>(`/v1/sessions?filter=${encodeURIComponent(filter)}`),
    anomalies: () => items<AnomalyRow>('/v1/anomalies'),
    async failures() {
      const [hour, now] = [Date.now() - 3_600_000, Date.now() + 60_000].map((at) => new Date(at).toISOString())
      const minutes = await items<ActivityMinute>(`/v1/analytics/activity?from=${hour}&to=${now}`)
      return minutes.reduce((sum, { failures }) => sum + failures, 0)
    },
  }
}

describe('what the rules of a tenant refuse', () => {
  let seen: ReturnType<typeof seenBy>
  beforeAll(async () => {
    seen = seenBy(await server.signIn('acme', 'analyst'))
  })
  /** One entry of the log that each of these filters finds, and no other. */
  const foundBy = async (...filters: string[]): Promise<LogEntry> => {
    const found = await eventually(async () => {
      const each = await Promise.all(filters.map(seen.log))
      for (const entries of each) expect(entries).toHaveLength(1)
      return each.flat()
    })
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
    return found[0]!
  }

  it('a sign-in above a limit is an entry with its cause, and a failure of the minute', async () => {
    await rule('acme', { limits: { perPerson: 1, whenReached: 'refuse' } })
    expect((await signIn('acme', germany)).status).toBe(200)
    const before = await seen.failures()
    expect(codeOf(await signIn('acme', germany))).toEqual([409, 'session-limit'])
    const entry = await foundBy('type:LoginFailed cause:session-limit', 'success:false cause:session-limit country:DE')
    expect(entry).toMatchObject({ userId: server.userId('acme', 'member'), context: { ip: germany } })
    expect(await seen.failures()).toBe(before + 1)
  })

  it('a sign-in from a country that may not come in likewise, and its caller cannot tell it from a wrong password', async () => {
    await rule('acme', { access: { countries: { allowed: null, blocked: ['FR'] } } })
    const before = await seen.failures()
    expect(codeOf(await signIn('acme', france))).toEqual([401, 'invalid-credentials'])
    const entry = await foundBy('type:LoginFailed cause:country', 'success:false country:FR')
    expect(entry).toMatchObject({ userId: server.userId('acme', 'member'), context: { place: { country: 'FR' } } })
    expect(await seen.failures()).toBe(before + 1)
  })

  it('a session that leaves the country it is bound to is an entry, and its end says why', async () => {
    await rule('acme', { binding: { to: 'country', whenBroken: 'end' } })
    const { refreshToken, session } = (await signIn('acme', germany)).body as {
      refreshToken: string
      session: { id: string }
    }
    const refused = await from(france).post('/v1/auth/refresh', { refreshToken })
    expect(refused).toMatchObject({ status: 401, body: { code: 'session-ended', cause: 'binding' } })
    const entry = await foundBy('type:BindingBroken', `session:${session.id} country:FR type:BindingBroken`)
    expect(entry).toMatchObject({ sessionId: session.id, data: { to: 'country', from: 'DE', action: 'end' } })
    await foundBy('type:SessionRevoked cause:binding')
    await eventually(async () =>
      expect((await seen.sessions('cause:binding')).map(({ id }) => id)).toEqual([session.id]),
    )
  })
})

describe('a sign-in that succeeds after five that were refused', () => {
  const wrong = (slug: string, email: string) => signIn(slug, france, { email, password: 'not that one, but long' })

  it('is an anomaly with the refusals as evidence, and ends as the policy says', async () => {
    await rule('globex', { anomalies: { 'success-after-failures': 'end-session' } })
    const seen = seenBy(await server.signIn('globex', 'analyst'))
    for (let guess = 0; guess < 5; guess += 1)
      expect(codeOf(await wrong('globex', emailOf('member', 'globex')))).toEqual([401, 'invalid-credentials'])
    const { accessToken, session } = (await signIn('globex', france)).body as {
      accessToken: string
      session: { id: string }
    }
    const [anomaly] = await eventually(async () => {
      const raised = await seen.anomalies()
      expect(raised.map(({ answer }) => answer?.did)).toEqual(['end-session'])
      return raised
    })
    const refused = await seen.log('type:LoginFailed')
    expect(anomaly).toMatchObject({
      rule: 'success-after-failures',
      severity: 75,
      userId: server.userId('globex', 'member'),
      sessionIds: [session.id],
      evidence: {
        over: 'person',
        failures: 5,
        events: refused.map(({ id }) => id).toReversed(),
        succeededFrom: { ip: france, country: 'FR' },
      },
      answer: { action: 'end-session', did: 'end-session', why: null },
    })
    const own = httpClient(server.url, { authorization: `Bearer ${accessToken}` })
    await eventually(async () =>
      expect(await own.get('/v1/auth/session')).toMatchObject({
        status: 401,
        body: { code: 'session-ended', cause: 'anomaly' },
      }),
    )
    await eventually(async () =>
      expect((await seen.sessions('cause:anomaly')).map(({ id }) => id)).toEqual([session.id]),
    )
  })

  it('asks for another proof where the policy says so, and until then shows nothing, not even to pages that are open', async () => {
    await rule('umbrella', { anomalies: { 'success-after-failures': 'step-up' } })
    for (let guess = 0; guess < 5; guess += 1) await wrong('umbrella', emailOf('analyst', 'umbrella'))
    const analyst = await server.signIn('umbrella', 'analyst')
    const open = openLive(server.url, analyst.accessToken)
    // On a slow machine the rule may be first.
    await Promise.race([closing(open), refusalOf(open)])
    expect(open.connected).toBe(false)
    expect(await refusalOf(openLive(server.url, analyst.accessToken))).toMatchObject({
      code: 'reauthentication-required',
    })
    expect(await analyst.get('/v1/sessions')).toMatchObject({
      status: 401,
      body: { code: 'reauthentication-required', sessionWaits: true },
    })
    const proved = await analyst.post('/v1/auth/reauthenticate', { password })
    const { accessToken } = proved.body as { accessToken: string }
    const socket = openLive(server.url, accessToken)
    await connected(socket)
    closeSockets()
  })

  it('is told to an application that asks about a token of before', async () => {
    await rule('umbrella', { anomalies: { 'success-after-failures': 'step-up' } })
    for (let guess = 0; guess < 5; guess += 1) await wrong('umbrella', emailOf('member', 'umbrella'))
    const { accessToken, refreshToken } = (await signIn('umbrella', france)).body as Record<string, string>
    const application = httpClient(server.url, { 'rollcall-key': await server.apiKey('umbrella', ['sessions']) })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const token of [accessToken, refreshToken])
      await eventually(async () =>
        expect((await application.send('POST', '/v1/token/introspect', `token=${token}`, form)).body).toMatchObject({
          active: true,
          must_reauthenticate: true,
        }),
      )
  })

  it('is one too where the refusals were of several people, all from its address', async () => {
    const seen = seenBy(await server.signIn('initech', 'analyst'))
    for (const name of ['ann', 'ben', 'cleo', 'dan', 'eve']) await wrong('initech', `${name}@initech.test`)
    expect((await signIn('initech', france)).status).toBe(200)
    const [anomaly] = await eventually(async () => {
      const raised = await seen.anomalies()
      expect(raised).toHaveLength(1)
      return raised
    })
    expect(anomaly).toMatchObject({
      rule: 'success-after-failures',
      severity: 50,
      evidence: { over: 'address', failures: 5, people: 5, addresses: [{ ip: france, failures: 5 }] },
      answer: null,
    })
  })
})
