import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'
import { httpClient } from '../../support/httpClient.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'

describe('Rollcall with its log in KurrentDB', () => {
  let server: KurrentdbDouble
  let rollcall: TestRollcall
  beforeAll(async () => {
    server = await kurrentdbDouble({ behaviour: { systemEventEvery: 5 } })
    const METRICS_TOKEN = 'a-token-for-the-metrics'
    rollcall = await testRollcall({ kurrentdbUrl: server.url, environment: { METRICS_TOKEN } })
  })
  afterAll(async () => {
    closeSockets()
    await rollcall?.stop()
    await server?.stop()
  })

  it('signs in, shows it on a socket, lists it, revokes it, and refuses its token at once', async () => {
    const analyst = await rollcall.signIn('acme', 'analyst')
    const admin = await rollcall.signIn('acme', 'admin')
    const page = openPage(rollcall.url, analyst.accessToken)
    await page.hello
    const phone = await rollcall.signIn('acme', 'member', { client: 'mobile' })
    await expect.poll(page.sessionIds).toContain(phone.sessionId)
    expect(page.gaps()).toBe(0)
    expect(JSON.stringify((await analyst.get('/v1/sessions')).body)).toContain(phone.sessionId)

    const reason = { reason: 'lost phone' }
    const revoked = await admin.post(`/v1/sessions/${phone.sessionId}/revoke`, reason, {
      'idempotency-key': crypto.randomUUID(),
    })
    expect(revoked.status).toBeLessThan(300)
    expect((await phone.get('/v1/me')).status).toBe(401)
    await expect
      .poll(async () => JSON.stringify((await analyst.get(`/v1/sessions/${phone.sessionId}/events`)).body))
      .toContain('SessionRevoked')
  })

  it('has nothing in the table of PostgreSQL, and the payloads readable on the server', async () => {
    const { rows } = await rollcall.database.databases.writer.query('select 1 from events limit 1')
    expect(rows).toEqual([])
    const started = server.book.events.find(({ type }) => type === 'SessionStarted')!
    expect(JSON.parse(Buffer.from(started.data, 'base64').toString())).toHaveProperty('data')
  })

  it('says in /readyz how far its readers are behind', async () => {
    await expect
      .poll(async () => JSON.stringify((await httpClient(rollcall.url).get('/readyz')).body))
      .toContain('"reader projector":{"ok":true,"detail":"up with the log"}')
  })

  it('says in /readyz and in the metrics how it stands with the server', async () => {
    server.dropSubscriptions()
    await expect
      .poll(async () => JSON.stringify((await httpClient(rollcall.url).get('/readyz')).body))
      .toMatch(/answered \d+\.\d s ago; tells of new events; subscription resumed 1 times/)
    const authorization = { authorization: 'Bearer a-token-for-the-metrics' }
    const { body } = await httpClient(rollcall.url, authorization).get('/metrics')
    expect(body).toMatch(/^rollcall_store_subscribed 1$/m)
    expect(body).toMatch(/^rollcall_store_subscription_resumes 1$/m)
    expect(body).toMatch(/^rollcall_store_answer_age_seconds 0\.\d+/m)
  })

  it('goes on by itself after the server was away', async () => {
    await server.close()
    await expect.poll(async () => (await httpClient(rollcall.url).get('/readyz')).status).toBe(503)
    await server.open()
    await expect.poll(async () => (await httpClient(rollcall.url).get('/readyz')).status).toBe(200)
    const phone = await rollcall.signIn('acme', 'member', { client: 'mobile' })
    expect((await phone.get('/v1/me')).status).toBe(200)
  })
})
