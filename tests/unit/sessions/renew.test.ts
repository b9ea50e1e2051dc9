import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeJwt } from '../../support/jwt.ts'
import { acme, login, memoryInstallation, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { plain } from './given.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>

beforeEach(async () => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const refresh = (refreshToken: string, more: object = {}, headers = {}) =>
  stack.call('POST /v1/auth/refresh', { body: { refreshToken, ...more }, headers })
const types = async (prefix = 'session-') =>
  (await stack.installation.store.readAll({ after: 0, limit: 10_000 }))
    .filter(({ stream }) => stream.startsWith(prefix))
    .map(({ type }) => type)
const attempt = 'a'.repeat(22)
const because = { reason: 'secret reason', message: 'Call the desk.', ticket: 'T-1' }

const keyOf = (token: string) => Buffer.from(token, 'base64url').toString('hex', 1, 9)

const metadata = () => ({
  tenantId: tenant.tenantId,
  actor: { kind: 'admin', id: 'x' } as const,
  correlationId: 'c',
  context: null,
})

const revoke = (sessionId: string, message: string | null) =>
  stack.service.revokeSession({ sessionId, cause: 'admin', ...because, message, operationId: null }, metadata())

const ended = async (end: (sessionId: string) => Promise<unknown>) => {
  const { body } = await login(stack)
  await end(body.session.id)
  return refresh(body.refreshToken)
}

const page = () => ({ origin: stack.url, 'rollcall-client': 'dashboard' })

const signIn = async () => {
  const { headers } = await login(stack, { client: undefined }, { headers: page() })
  return headers.get('set-cookie')!.split(';')[0]!
}

const renew = (
  cookie: string,
  headers: Record<string, string>,
  body: object = { tenant: 'acme', client: 'dashboard' },
) => stack.call('POST /v1/auth/refresh', { body, headers: { cookie, ...headers } })

describe('refreshing', () => {
  it('answers like a sign-in, with the successor', async () => {
    const first = await login(stack)
    ambient.pass(60_000)
    const { status, body } = await refresh(first.body.refreshToken)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(Object.keys(first.body))
    expect(body.refreshToken).not.toBe(first.body.refreshToken)
    expect(body.session).toMatchObject({ id: first.body.session.id, lastActiveAt: '2026-11-20T09:01:00.000Z' })
    expect((await stack.call('GET /v1/auth/session', { token: body.accessToken })).body['active']).toBe(true)
  })

  it('by a timer leaves the idle end where it is, and the session ends there', async () => {
    const { body } = await login(stack, { lifetime: { idleSeconds: 600 } })
    ambient.pass(300_000)
    const timed = await refresh(body.refreshToken, { active: false })
    expect(timed.body.session).toMatchObject({
      lastActiveAt: '2026-11-20T09:00:00.000Z',
      idleExpiresAt: '2026-11-20T09:10:00.000Z',
    })
    expect(timed.body).toMatchObject({
      accessExpiresAt: '2026-11-20T09:10:00.000Z',
      refreshExpiresAt: '2026-11-20T09:10:00.000Z',
    })
    ambient.pass(299_000)
    const late = await refresh(timed.body.refreshToken, { active: false })
    expect(late.status).toBe(200)
    ambient.pass(1_000)
    expect((await refresh(late.body.refreshToken, { active: false })).body).toMatchObject({
      code: 'session-ended',
      cause: 'idle',
      endedAt: '2026-11-20T09:10:00.000Z',
    })
  })

  it('by a person moves the idle end, said or not', async () => {
    const { body } = await login(stack, { lifetime: { idleSeconds: 600 } })
    ambient.pass(300_000)
    const said = await refresh(body.refreshToken, { active: true })
    expect(said.body.session.idleExpiresAt).toBe('2026-11-20T09:15:00.000Z')
    ambient.pass(300_000)
    const unsaid = await refresh(said.body.refreshToken)
    expect(unsaid.body.session.idleExpiresAt).toBe('2026-11-20T09:20:00.000Z')
  })

  it('never promises access beyond the session', async () => {
    const { body } = await login(stack, { lifetime: { idleSeconds: 1000, absoluteSeconds: 1000 } })
    ambient.pass(900_000)
    const renewed = await refresh(body.refreshToken)
    expect(renewed.body['accessExpiresAt']).toBe('2026-11-20T09:16:40.000Z')
    expect(decodeJwt(renewed.body.accessToken)['exp']).toBe(Date.parse('2026-11-20T09:16:40.000Z') / 1000)
  })

  it('advances once for any number of concurrent tabs, and gives all the same successor', async () => {
    const { body } = await login(stack)
    const renewed = await Promise.all(Array.from({ length: 12 }, () => refresh(body.refreshToken)))
    expect(renewed.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
    expect(new Set(renewed.map((answer) => answer.body.refreshToken)).size).toBe(1)
    expect((await types()).filter((type) => type === 'SessionRefreshed')).toHaveLength(1)
  })

  it('repeats a lost answer long after the grace for the attempt that made it', async () => {
    const { body } = await login(stack)
    const lost = await refresh(body.refreshToken, { attempt })
    ambient.pass(600_000)
    const again = await refresh(body.refreshToken, { attempt })
    expect(again.body.refreshToken).toBe(lost.body.refreshToken)
  })

  it('repeats it after a rotation of the keys too', async () => {
    const lasting = { idleSeconds: 31_000_000, absoluteSeconds: 31_000_000 }
    const policy = { ...defaultPolicy, lifetimes: { ...defaultPolicy.lifetimes, ...lasting } }
    const why = { reason: null, ticket: null }
    await stack.people.commands.changePolicy({ tenantId: tenant.tenantId, policy, ...why }, tenant.origin)
    const lived = await login(stack)
    const lost = await refresh(lived.body.refreshToken, { attempt })
    ambient.pass(40 * 86_400_000)
    const other = await sessionStack(stack.installation, ambient)
    ambient.pass(20 * 60_000)
    await login(other)
    const again = await other.call('POST /v1/auth/refresh', {
      body: { refreshToken: lived.body.refreshToken, attempt },
    })
    expect(again.body.refreshToken).toBe(lost.body.refreshToken)
    const next = await other.call('POST /v1/auth/refresh', { body: { refreshToken: again.body.refreshToken } })
    expect(next.status).toBe(200)
    expect(keyOf(next.body.refreshToken)).not.toBe(keyOf(again.body.refreshToken))
    await other.stop()
  })

  it('notices another address and browser', async () => {
    const { body } = await login(stack, {}, { headers: { 'x-forwarded-for': '198.51.100.7' } })
    await refresh(body.refreshToken, {}, { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Firefox 140' })
    const changed = (await stack.installation.store.readAll({ after: 0, limit: 1000 })).at(-1)
    expect(changed).toMatchObject({ type: 'SessionContextChanged', data: { changed: ['ip', 'network', 'device'] } })
  })
})

describe('a refresh token that was used', () => {
  it('ends the session, in one append, and the successor with it', async () => {
    const { body } = await login(stack)
    const second = await refresh(body.refreshToken)
    ambient.pass(11_000)
    const reused = await refresh(body.refreshToken)
    expect(reused.body).toMatchObject({ status: 401, code: 'refresh-reused', cause: 'reuse' })
    expect((await types()).slice(-2)).toEqual(['RefreshTokenReused', 'SessionRevoked'])
    expect((await refresh(second.body.refreshToken)).body).toMatchObject({ code: 'session-ended', cause: 'reuse' })
    const check = await stack.call('GET /v1/auth/session', { token: second.body.accessToken })
    expect(check.body).toMatchObject({ code: 'session-ended', cause: 'reuse' })
  })

  it('is refused to another browser within the grace, and the session lives', async () => {
    const { body } = await login(stack)
    const second = await refresh(body.refreshToken)
    const refused = await refresh(body.refreshToken, {}, { 'user-agent': 'Firefox 140' })
    expect(refused.body).toMatchObject({ status: 401, code: 'refresh-invalid' })
    expect((await stack.installation.store.readAll({ after: 0, limit: 1000 })).at(-1)).toMatchObject({
      type: 'RefreshRefused',
      data: { sessionId: body.session.id, cause: 'other-device' },
    })
    expect((await refresh(second.body.refreshToken)).status).toBe(200)
  })

  it('is honest beside an app’s backend that records activity with an agent of its own', async () => {
    const { body } = await login(stack, {}, { headers: { 'user-agent': 'Firefox 140' } })
    const agent = { 'user-agent': 'Firefox 140' }
    ambient.pass(120_000)
    const second = await refresh(body.refreshToken, {}, agent)
    await stack.call('POST /v1/auth/session/activity', {
      token: second.body.accessToken,
      headers: { 'user-agent': 'okhttp/4.12.0' },
    })
    expect((await types()).at(-1)).toBe('SessionContextChanged')
    expect((await refresh(body.refreshToken, {}, agent)).body.refreshToken).toBe(second.body.refreshToken)
  })
})

describe('what we never issued', () => {
  it('is plainly invalid and changes nothing', async () => {
    const { body } = await login(stack)
    const bytes = Buffer.from(body.refreshToken, 'base64url')
    const flipped = (place: number) => {
      const copy = Buffer.from(bytes)
      copy[place] = copy[place]! ^ 1
      return copy.toString('base64url')
    }
    const before = await types('')
    for (const forged of ['x', 'x'.repeat(114), ...[0, 3, 12, 30, 44, 47, 84].map(flipped)])
      expect((await refresh(forged)).body.code).toBe('refresh-invalid')
    expect(await types('')).toEqual(before)
    expect((await refresh(body.refreshToken)).status).toBe(200)
  })
})

describe('an ended session', () => {
  it('says the message, never the reason or ticket', async () => {
    const { body } = await ended((sessionId) => revoke(sessionId, 'Call the desk.'))
    expect(body).toMatchObject({
      status: 401,
      code: 'session-ended',
      cause: 'admin',
      message: 'Call the desk.',
      endedAt: '2026-11-20T09:00:00.000Z',
    })
    expect(JSON.stringify(body)).not.toMatch(/secret|T-1/)
  })

  it('says the policy\u2019s neutral text when nobody wrote one', async () => {
    const { body } = await ended((sessionId) => revoke(sessionId, null))
    expect(body['message']).toBe('You were signed out. Sign in again to go on.')
  })

  it('is told from a lapsed one by its cause, swept or not', async () => {
    const { body } = await ended(async () => ambient.pass(8 * 86_400_000))
    expect(body).toMatchObject({ code: 'session-ended', cause: 'idle', endedAt: '2026-11-27T09:00:00.000Z' })
    expect(body).not.toHaveProperty('message')
  })

  it('keeps one refusal and one count for each minute of use', async () => {
    const { body } = await login(stack)
    await revoke(body.session.id, null)
    for (let use = 0; use < 3; use += 1) await refresh(body.refreshToken)
    await stack.call('GET /v1/auth/session', { token: body.accessToken })
    ambient.pass(60_000)
    await refresh(body.refreshToken)
    await stack.service.stop()
    const refusals = (await stack.installation.store.readAll({ after: 0, limit: 1000 })).filter(({ stream }) =>
      stream.startsWith('refusals-'),
    )
    const ids = { sessionId: body.session.id, userId: tenant.userId }
    expect(plain(refusals)).toEqual([
      { type: 'RefreshRefused', ...ids, cause: 'session-ended' },
      { type: 'RefreshRefused', ...ids, cause: 'session-ended' },
      { type: 'EndedSessionUsed', ...ids, cause: 'refresh', minute: '2026-11-20T09:00:00.000Z', count: 3 },
      { type: 'EndedSessionUsed', ...ids, cause: 'access', minute: '2026-11-20T09:00:00.000Z', count: 1 },
      { type: 'EndedSessionUsed', ...ids, cause: 'refresh', minute: '2026-11-20T09:01:00.000Z', count: 1 },
    ])
  })
})

describe('a person who may not be here any more', () => {
  it('gets no token and loses the session with the refresh that asks', async () => {
    const { body } = await login(stack)
    const { tenantId, userId, origin } = tenant
    await stack.people.commands.changeRoles({ tenantId, userId, roles: [], ...because }, origin)
    expect((await refresh(body.refreshToken)).body).toMatchObject({ code: 'session-ended', cause: 'disabled' })
    expect((await types()).at(-1)).toBe('SessionRevoked')
    expect(await types('refusals-')).toEqual(['RefreshRefused'])
  })

  it('gets none when everything of theirs was ended, drained or not', async () => {
    const idle = await sessionStack(stack.installation, ambient, {
      undrainedSessions: async () => ({ position: 0, sessions: [] }),
    })
    await stack.service.stop()
    const { body } = await login(idle)
    const command = { userId: tenant.userId, except: [], cause: 'admin', ...because, operationId: null } as const
    await idle.service.invalidateSessions(command, { tenantId: tenant.tenantId, ...tenant.origin })
    const refused = await idle.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    expect(refused.body).toMatchObject({ code: 'session-ended', cause: 'admin', message: 'Call the desk.' })
    expect(refused.body).not.toHaveProperty('accessToken')
    await idle.stop()
  })
})

describe('the cookie', () => {
  it('refreshes from the client\u2019s own page, named by tenant and client', async () => {
    const cookie = await signIn()
    const { status, body, headers } = await renew(cookie, page())
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refreshToken')
    const next = headers.get('set-cookie')!.split(';')[0]!
    expect(next).not.toBe(cookie)
    expect((await renew(next, page(), { tenant: tenant.tenantId })).status).toBe(200)
  })

  it('does nothing for another page or without our header', async () => {
    const cookie = await signIn()
    expect((await renew(cookie, { ...page(), origin: 'https://evil.test' })).body.code).toBe('origin-refused')
    expect((await renew(cookie, { origin: stack.url })).body.code).toBe('origin-refused')
    expect((await renew(cookie, { 'rollcall-client': 'dashboard' })).body.code).toBe('origin-refused')
    expect((await types()).includes('SessionRefreshed')).toBe(false)
  })

  it('is of no use in a body, and a bearer token of none in a cookie', async () => {
    const token = (await signIn()).split('=')[1]!
    const stolen = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: token }, headers: page() })
    expect(stolen.body.code).toBe('refresh-invalid')
    const bearer = (await login(stack)).body.refreshToken
    const planted = `__Host-rc-dashboard-${tenant.tenantId}=${bearer}`
    expect((await renew(planted, page())).body.code).toBe('refresh-invalid')
    expect(await types('refusals-')).toEqual(['RefreshRefused', 'RefreshRefused'])
  })

  it('that is missing or unnamed is just no credential', async () => {
    expect((await renew('a=b', page())).body.code).toBe('refresh-invalid')
    expect((await renew(await signIn(), page(), {})).body.code).toBe('refresh-invalid')
  })
})
