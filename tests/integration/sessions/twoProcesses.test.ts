import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionStream } from '#events/streams.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme, login, sessionStack, type ReplyBody, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
let tenant: Awaited<ReturnType<typeof acme>>
const running = new Set<() => Promise<void>>()

const ambient = testAmbient()
let seeds = 0
/** Another process on the same database: nothing shared but what is stored. */
const start = async (): Promise<Stack> => {
  const installation = await postgresInstallation(database)
  // Clocks agree, randomness does not.
  const { random } = testAmbient(`process ${(seeds += 1)}`)
  const stack = await sessionStack(installation, { clock: ambient.clock, random })
  const stop = async (): Promise<void> => {
    running.delete(stop)
    await stack.stop()
    await installation.close()
  }
  running.add(stop)
  return { ...stack, stop }
}

let one: Stack
let other: Stack
beforeAll(async () => {
  database = await testDatabase()
  ;[one, other] = await Promise.all([start(), start()])
  tenant = await acme(one)
})
afterAll(async () => {
  for (const stop of running) await stop()
  await database.drop()
})

const refresh = (at: Stack, refreshToken: string, more = {}) =>
  at.call('POST /v1/auth/refresh', { body: { refreshToken, ...more } })
const check = async (at: Stack, session: Pick<ReplyBody, 'accessToken'>) => {
  const { body } = await at.call('GET /v1/auth/session', { token: session.accessToken })
  return body['active'] === true ? 'active' : String(body.code)
}
const typesOf = async (sessionId: string) =>
  (await one.installation.store.readStream(sessionStream(tenant.tenantId, sessionId))).map(({ type }) => type)
const because = { reason: 'r', message: null, ticket: null, operationId: null }
const metadata = () => ({ tenantId: tenant.tenantId, ...tenant.origin })

const failures = async () =>
  (await one.installation.store.readAll({ after: 0, limit: 10_000 })).filter(({ type }) => type === 'LoginFailed')
    .length

describe('two processes over one database', () => {
  it('agree on their keys though both started on an empty one', async () => {
    const [first, second] = [
      await one.call('GET /.well-known/jwks.json'),
      await other.call('GET /.well-known/jwks.json'),
    ]
    expect(first.body['keys']).toHaveLength(1)
    expect(second.body).toEqual(first.body)
  })

  it('advance a session once between them, and give all tabs the same successor', async () => {
    const { body } = await login(one)
    let token = body.refreshToken
    for (let generation = 1; generation <= 5; generation += 1) {
      const renewed = await Promise.all(
        Array.from({ length: 16 }, (_, tab) => refresh(tab % 2 === 0 ? one : other, token)),
      )
      expect(renewed.map(({ status }) => status)).toEqual(renewed.map(() => 200))
      const successors = new Set(renewed.map((answer) => answer.body.refreshToken))
      expect(successors.size).toBe(1)
      token = [...successors].join()
    }
    expect((await typesOf(body.session.id)).filter((type) => type === 'SessionRefreshed')).toHaveLength(5)
  })

  it('let no refresh through that comes after an acknowledged revocation', async () => {
    const { body } = await login(one)
    const storm = Array.from({ length: 20 }, () => refresh(other, body.refreshToken))
    const revoked = await one.service.revokeSession(
      { sessionId: body.session.id, cause: 'admin', ...because },
      metadata(),
    )
    const after = await Promise.all([refresh(one, body.refreshToken), refresh(other, body.refreshToken)])
    expect(revoked.outcome).toBe('ended')
    expect(after.map((answer) => answer.body.code)).toEqual(['session-ended', 'session-ended'])
    for (const { status, body: raced } of await Promise.all(storm))
      expect(status === 200 || raced.code === 'session-ended').toBe(true)
    expect((await typesOf(body.session.id)).at(-1)).toBe('SessionRevoked')
  })

  it('let no sign-in or refresh through that an ending of the person overtook', async () => {
    const { body } = await login(one)
    const invalidate = one.service.invalidateSessions(
      { userId: tenant.userId, except: [], cause: 'admin', ...because },
      metadata(),
    )
    const racing = Promise.all(Array.from({ length: 8 }, () => refresh(other, body.refreshToken)))
    await invalidate
    const after = await refresh(other, body.refreshToken)
    expect(after.body.code).toBe('session-ended')
    for (const { body: raced } of await racing)
      await expect.poll(async () => raced.code ?? (await check(other, raced))).toBe('session-ended')
    await expect.poll(() => typesOf(body.session.id).then((types) => types.at(-1))).toBe('SessionRevoked')
  })

  it('detect reuse in one of what was refreshed in the other', async () => {
    const { body } = await login(one)
    const second = await refresh(other, body.refreshToken)
    await refresh(one, second.body.refreshToken)
    expect((await refresh(other, body.refreshToken)).body.code).toBe('refresh-reused')
    expect((await typesOf(body.session.id)).slice(-2)).toEqual(['RefreshTokenReused', 'SessionRevoked'])
    expect(await check(other, second.body)).toBe('session-ended')
    await expect.poll(() => check(one, second.body)).toBe('session-ended')
  })

  it('hear of each other\u2019s endings', async () => {
    const { body } = await login(one)
    expect(await check(other, body)).toBe('active')
    expect((await one.call('POST /v1/auth/logout', { body: { refreshToken: body.refreshToken } })).status).toBe(204)
    expect(await check(one, body)).toBe('session-ended')
    await expect.poll(() => check(other, body)).toBe('session-ended')
  })

  it('count every failed sign-in of a storm on both', async () => {
    const before = await failures()
    await Promise.all(
      Array.from({ length: 16 }, (_, attempt) => login(attempt % 2 === 0 ? one : other, { password: 'wrong' })),
    )
    expect(await failures()).toBe(before + 16)
  })
})

describe('a restart', () => {
  it('keeps tokens good, repeats a lost answer, and remembers who was ended', async () => {
    const attempt = 'c'.repeat(22)
    const [kept, lost, ended] = [(await login(one)).body, (await login(one)).body, (await login(one)).body]
    const unheard = await refresh(one, lost.refreshToken, { attempt })
    await one.call('POST /v1/auth/logout', { body: { refreshToken: ended.refreshToken } })
    const restarted = await start()
    expect(await check(restarted, kept)).toBe('active')
    expect(await check(restarted, ended)).toBe('session-ended')
    expect((await refresh(restarted, ended.refreshToken)).body.code).toBe('session-ended')
    ambient.pass(60_000)
    const again = await refresh(restarted, lost.refreshToken, { attempt })
    expect(again.body.refreshToken).toBe(unheard.body.refreshToken)
    expect((await refresh(restarted, kept.refreshToken)).status).toBe(200)
  })
})
