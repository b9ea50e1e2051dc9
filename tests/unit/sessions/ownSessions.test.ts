import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wirePositions } from '#services/keys/wirePositions.ts'
import {
  acme,
  login,
  memoryInstallation,
  sessionStack,
  type Reply,
  type ReplyBody,
  type Stack,
} from '../../support/sessionStack.ts'
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

const signIn = async (email?: string) => (await login(stack, email === undefined ? {} : { email })).body
const check = async (session: Pick<ReplyBody, 'accessToken'>) => {
  const { body } = await stack.call('GET /v1/auth/session', { token: session.accessToken })
  return body['active'] === true ? 'active' : body.code
}

const positionIn = ({ headers }: Reply) =>
  wirePositions(stack.installation.masterKey).open(tenant.tenantId, headers.get('rollcall-position')!)
const revoked = async () =>
  (await stack.installation.store.readAll({ after: 0, limit: 1000 })).filter(({ type }) => type === 'SessionRevoked')

describe('activity', () => {
  it('writes and reads nothing until it moved by a recording interval', async () => {
    const { accessToken, session } = await signIn()
    const head = await stack.installation.store.head()
    ambient.pass(899_000)
    const quiet = await stack.call('POST /v1/auth/session/activity', { token: accessToken })
    expect(quiet.body).toEqual({ lastActiveAt: session.startedAt, idleExpiresAt: session.idleExpiresAt })
    expect(await stack.installation.store.head()).toBe(head)
    ambient.pass(1_000)
    const moved = await stack.call('POST /v1/auth/session/activity', { token: accessToken })
    expect(moved.body['lastActiveAt']).toBe('2026-11-20T09:15:00.000Z')
    expect(moved.body['idleExpiresAt']).toBe('2026-11-27T09:15:00.000Z')
    expect(await stack.installation.store.head()).toBe(head + 1)
    expect(positionIn(moved)).toBe(head + 1)
  })

  it('keeps a session alive that would have idled', async () => {
    const { body } = await login(stack, { lifetime: { idleSeconds: 600 } })
    ambient.pass(599_000)
    const { body: active } = await stack.call('POST /v1/auth/session/activity', { token: body.accessToken })
    expect(active['idleExpiresAt']).toBe('2026-11-20T09:19:59.000Z')
    ambient.pass(599_000)
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    expect(renewed.status).toBe(200)
  })
})

describe('naming a device of mine', () => {
  it('names the session in every answer, and takes the name away', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    const name = (deviceName: unknown, id = other.session.id) =>
      stack.call(`PATCH /v1/me/sessions/${id}`, { token: mine.accessToken, body: { deviceName } })
    const shown = async () =>
      ((await stack.call('GET /v1/auth/session', { token: other.accessToken })).body.session as unknown as Named).device
    type Named = { device: { name: string | null } }
    expect((await name(' Old laptop ')).status).toBe(204)
    expect(await shown()).toMatchObject({ name: 'Old laptop' })
    const head = await stack.installation.store.head()
    await name('Old laptop')
    expect(await stack.installation.store.head()).toBe(head)
    await name(null)
    expect(await shown()).toMatchObject({ name: null })
    for (const wrong of ['', 7, 'x'.repeat(201), 'a\u0000']) expect((await name(wrong)).status).toBe(400)
  })

  it('finds no session of somebody else, and none that ended takes a name', async () => {
    await tenant.add('bob@acme.test')
    const [mine, ended, bobs] = [await signIn(), await signIn(), await signIn('bob@acme.test')]
    await stack.call('POST /v1/auth/logout', { token: ended.accessToken, body: {} })
    const name = (id: string) =>
      stack.call(`PATCH /v1/me/sessions/${id}`, { token: mine.accessToken, body: { deviceName: 'Mine' } })
    expect((await name(bobs.session.id)).body.code).toBe('not-found')
    expect((await name(ended.session.id)).body.code).toBe('wrong-state')
  })
})

describe('ending one of my sessions', () => {
  it('ends it at once and once', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    const end = () => stack.call(`DELETE /v1/me/sessions/${other.session.id}`, { token: mine.accessToken })
    const ended = await end()
    expect(ended.body).toEqual({ ended: 1 })
    expect(ended.headers.get('rollcall-position')).toBeTruthy()
    expect([await check(mine), await check(other)]).toEqual(['active', 'session-ended'])
    expect((await end()).body).toEqual({ ended: 0 })
  })

  it('answers the same for somebody else\u2019s session as for none', async () => {
    await tenant.add('bob@acme.test')
    const [mine, bobs] = [await signIn(), await signIn('bob@acme.test')]
    const answers = []
    for (const id of [bobs.session.id, '01890000-0000-7000-8000-000000000000', 'nonsense'])
      answers.push((await stack.call(`DELETE /v1/me/sessions/${id}`, { token: mine.accessToken })).body)
    const withoutId = answers.map(({ id: _id, ...problem }) => problem)
    expect(withoutId[0]).toMatchObject({ status: 404, code: 'not-found' })
    expect(withoutId).toEqual([withoutId[0], withoutId[0], withoutId[0]])
    expect(await check(bobs)).toBe('active')
  })
})

describe('ending all my other sessions', () => {
  it('spares the present one and other people, and the drain says so in each stream', async () => {
    await tenant.add('bob@acme.test')
    const [mine, second, third, bobs] = [await signIn(), await signIn(), await signIn(), await signIn('bob@acme.test')]
    const { body } = await stack.call('DELETE /v1/me/sessions', { token: mine.accessToken })
    expect(body).toEqual({ ended: 2 })
    expect([await check(mine), await check(second), await check(third), await check(bobs)]).toEqual([
      'active',
      'session-ended',
      'session-ended',
      'active',
    ])
    await expect.poll(async () => (await revoked()).map(({ data }) => data)).toHaveLength(2)
    const events = await revoked()
    expect(events.map(({ data }) => 'sessionId' in data && data.sessionId).sort()).toEqual(
      [second.session.id, third.session.id].sort(),
    )
    expect(events[0]).toMatchObject({ data: { cause: 'user' }, actor: { kind: 'user', id: tenant.userId } })
    expect(new Set(events.map(({ causationId }) => causationId)).size).toBe(1)
  })

  it('takes the present one along when asked, by either route', async () => {
    const mine = await signIn()
    const { body } = await stack.call('DELETE /v1/me/sessions?includeCurrent=true', { token: mine.accessToken })
    expect(body).toEqual({ ended: 1 })
    const again = await signIn()
    const all = await stack.call('POST /v1/auth/logout-all', {
      token: again.accessToken,
      body: { includeCurrent: true },
    })
    expect(all.body).toEqual({ ended: 1 })
    expect([await check(mine), await check(again)]).toEqual(['session-ended', 'session-ended'])
  })

  it('clears the cookie with the present session only', async () => {
    const headers = { origin: stack.url, 'rollcall-client': 'dashboard' }
    const page = await login(stack, { client: undefined }, { headers })
    const cookie = page.headers.get('set-cookie')!.split(';')[0]!
    const call = { token: page.body.accessToken, headers: { ...headers, cookie } }
    const others = await stack.call('DELETE /v1/me/sessions', call)
    expect(others.headers.get('set-cookie')).toBeNull()
    const all = await stack.call('DELETE /v1/me/sessions?includeCurrent=true', call)
    expect(all.headers.get('set-cookie')).toMatch(/^__Host-rc-dashboard-[0-9a-f-]{36}=; Max-Age=0/)
  })

  it('refuses a body it has no use for, and ends nothing then', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    for (const request of ['DELETE /v1/me/sessions', `DELETE /v1/me/sessions/${other.session.id}`]) {
      const call = { token: mine.accessToken, body: { includeCurrent: true } }
      const { status, body } = await stack.call(request, call)
      expect([request, status, body.code]).toEqual([request, 400, 'invalid-request'])
    }
    const idle = { token: mine.accessToken, body: { at: 'now' } }
    expect((await stack.call('POST /v1/auth/session/activity', idle)).status).toBe(400)
    expect(await check(other)).toBe('active')
    expect((await stack.call('DELETE /v1/me/sessions', { token: mine.accessToken, body: {} })).body).toEqual({
      ended: 1,
    })
  })

  it('lets the spared session refresh, and a new sign-in pass', async () => {
    const mine = await signIn()
    await stack.call('POST /v1/auth/logout-all', { token: mine.accessToken, body: {} })
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: mine.refreshToken } })
    expect(renewed.status).toBe(200)
    expect([await check(renewed.body), await check(await signIn())]).toEqual(['active', 'active'])
  })
})
