import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { check } from '#services/projections/rebuild/check.ts'
import { type KafkaBroker, startKafka } from '../support/kafka/startKafka.ts'
import { httpClient } from '../support/httpClient.ts'
import { password, type SignedInClient, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { closeSockets, closing, connected, endedMessage, openMe, openPage } from '../support/sockets.ts'

let broker: KafkaBroker
let rollcall: TestRollcall
let admin: SignedInClient
const metricsToken = 'a-token-to-look-at-metrics'
const environment = () => ({
  KAFKA_BROKERS: broker.address,
  KAFKA_TOPIC_PREFIX: `test-${randomUUID()}`,
  KAFKA_PARTITIONS: '4',
  METRICS_TOKEN: metricsToken,
})
beforeAll(async () => {
  broker = await startKafka({ folder: await mkdtemp(join(tmpdir(), 'rollcall-kafka-')) })
  rollcall = await testRollcall({ environment: environment() })
  admin = await rollcall.signIn('acme', 'admin')
})
afterEach(closeSockets)
afterAll(async () => {
  await rollcall?.stop()
  await broker?.stop()
})

interface SignedIn {
  accessToken: string
  refreshToken: string
  session: { id: string }
}
const timed = async <Result>(work: () => Promise<Result>): Promise<Result & { ms: number }> => {
  const began = performance.now()
  return { ...(await work()), ms: performance.now() - began }
}
const login = () => {
  const body = { tenant: 'acme', email: 'member@acme.test', password, client: 'mobile', transport: 'bearer' }
  return timed(() => httpClient(rollcall.url).post('/v1/auth/login', body))
}
const statusOf = async (sessionId: string) => {
  const { status, body } = await admin.get(`/v1/sessions/${sessionId}`)
  return status === 200 ? (body as { status: string }).status : status
}
const checked = async () => {
  const { databases, masterKey } = rollcall.database
  return (await check({ databases, masterKey })).differences
}
/** Of a Rollcall that does not wait: sign-in takes some 100 ms of hashing. */
const unhinderedMs = 2_000

describe('a Rollcall fed by Kafka', () => {
  it('shows who signs in on the page and in the list, and where it reads from', async () => {
    const page = openPage(rollcall.url, admin.accessToken)
    await page.hello
    const { sessionId } = await rollcall.signIn('acme', 'member', { client: 'mobile' })
    await expect.poll(page.sessionIds).toContain(sessionId)
    expect(page.gaps()).toBe(0)
    await expect.poll(() => statusOf(sessionId)).toBe('active')
    expect(await checked()).toEqual([])
    const authorization = `Bearer ${metricsToken}`
    const text = String((await httpClient(rollcall.url).get('/metrics', { authorization })).body)
    expect(text).toMatch(/rollcall_feed_partitions\{consumer="projector"\} 4/)
    expect(text).toMatch(/rollcall_feed_poll_age_seconds\{consumer="detector"\} \d/)
    expect(text).toMatch(/rollcall_relay_leading\{topic="events"\} 1/)
    expect(rollcall.rollcall.readiness().checks).toMatchObject({
      relay: { ok: true, detail: 'at work' },
      'feed projector': { ok: true },
      'feed detector': { ok: true },
    })
  })

  it('reads what was just written, with its position, without waiting for quiet tenants', async () => {
    const times: number[] = []
    for (let count = 0; count < 10; count++) {
      const { body, headers } = await login()
      const { session } = body as SignedIn
      const path = `/v1/sessions/${session.id}?minPosition=${encodeURIComponent(headers.get('rollcall-position')!)}`
      const { status, ms } = await timed(() => admin.get(path))
      expect(status).toBe(200)
      times.push(ms)
    }
    expect(Math.max(...times)).toBeLessThan(1_500)
  })

  it('signs in, refreshes, logs out and revokes while the broker is away, and catches up by itself', async () => {
    const before = (await login()).body as SignedIn
    await expect.poll(() => statusOf(before.session.id)).toBe('active')
    await broker.kill()
    await sleep(1_000)

    const signedIn = await login()
    expect(signedIn.status).toBe(200)
    const { refreshToken, accessToken, session } = signedIn.body as SignedIn
    const client = httpClient(rollcall.url)
    const refreshed = await timed(() => client.post('/v1/auth/refresh', { refreshToken }))
    const leaving = (await login()).body as SignedIn
    const left = await timed(() => client.post('/v1/auth/logout', { refreshToken: leaving.refreshToken }))
    const socket = openMe(rollcall.url, accessToken)
    await connected(socket)
    const told = endedMessage(socket)
    const closed = closing(socket)
    const revoked = await timed(() =>
      admin.post(`/v1/sessions/${session.id}/revoke`, { reason: 'lost', message: 'Call us' }),
    )
    const answeredAt = performance.now()
    expect((await told).message).toBe('Call us')
    await closed
    expect(performance.now() - answeredAt).toBeLessThan(1_000)
    expect([refreshed.status, left.status, revoked.status]).toEqual([200, 204, 200])
    for (const { ms } of [signedIn, refreshed, left, revoked]) expect(ms).toBeLessThan(unhinderedMs)
    const again = await client.post('/v1/auth/refresh', { refreshToken: (refreshed.body as SignedIn).refreshToken })
    expect(again).toMatchObject({ status: 401, body: { code: 'session-ended' } })

    // The list does not know yet, and does not hide it.
    expect(await statusOf(leaving.session.id)).toBe(404)
    const operator = await rollcall.signIn('system', 'operator')
    const system = async () =>
      ((await operator.get('/v1/system')).body as { views: { state: string; lag: { events: number } }[] }).views[0]!
    await expect.poll(system).toMatchObject({ state: 'behind' })
    await expect
      .poll(() => JSON.stringify(rollcall.rollcall.readiness()), { timeout: 40_000 })
      .toMatch(/"ready":true.*"feed projector":\{"ok":true,"detail":"/)

    await broker.restart()
    await expect.poll(() => statusOf(leaving.session.id), { timeout: 60_000 }).toBe('loggedOut')
    await expect.poll(() => statusOf(session.id)).toBe('revoked')
    await expect.poll(system).toMatchObject({ state: 'live', lag: { events: 0 } })
    expect(await checked()).toEqual([])
  })
})

describe('a Rollcall that starts while the brokers are away', () => {
  it('signs in all the same, and shows it once they are there', async () => {
    await broker.kill()
    const early = await testRollcall({ environment: environment(), slugs: ['acme'] })
    const person = await early.signIn('acme', 'admin')
    expect((await person.get('/v1/auth/session')).status).toBe(200)
    await broker.restart()
    await expect
      .poll(async () => (await person.get(`/v1/sessions/${person.sessionId}`)).status, { timeout: 60_000 })
      .toBe(200)
    await early.stop()
  })
})
