import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wirePositions } from '#services/keys/wirePositions.ts'
import {
  acme,
  login,
  memoryInstallation,
  password,
  phone,
  sessionStack,
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

const logout = (body: object, more = {}) => stack.call('POST /v1/auth/logout', { body, ...more })
const last = async () => {
  const event = (await stack.installation.store.readAll({ after: 0, limit: 1000 })).at(-1)
  return { type: event?.type, data: event?.data }
}
const page = () => ({ origin: stack.url, 'rollcall-client': 'dashboard' })
const cookieLogin = async () => {
  const { headers, body } = await login(stack, { client: undefined }, { headers: page() })
  return { cookie: headers.get('set-cookie')!.split(';')[0]!, body }
}

describe('logging out', () => {
  it('works with the refresh token of any generation, and says who logged out', async () => {
    const { body } = await login(stack)
    await stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    ambient.pass(3_600_000)
    expect((await logout({ refreshToken: body.refreshToken, cause: 'inactivity' })).status).toBe(204)
    expect(await last()).toMatchObject({
      type: 'SessionLoggedOut',
      data: { sessionId: body.session.id, by: 'inactivity' },
    })
  })

  it('works with an access token that has long expired', async () => {
    const { body } = await login(stack)
    ambient.pass(6 * 86_400_000)
    expect((await logout({}, { token: body.accessToken })).status).toBe(204)
    expect(await last()).toMatchObject({ type: 'SessionLoggedOut', data: { by: 'person' } })
  })

  it('works with the cookie, and clears it', async () => {
    const { cookie, body } = await cookieLogin()
    const { status, headers } = await logout(
      { tenant: 'acme', client: 'dashboard' },
      { headers: { ...page(), cookie } },
    )
    expect(status).toBe(204)
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-rc-dashboard-[0-9a-f-]{36}=; Max-Age=0; Path=\/; HttpOnly; Secure/,
    )
    expect(await last()).toMatchObject({ type: 'SessionLoggedOut', data: { sessionId: body.session.id } })
  })

  it('ends access at once', async () => {
    const { body } = await login(stack)
    await logout({ refreshToken: body.refreshToken })
    const { body: refused } = await stack.call('GET /v1/auth/session', { token: body.accessToken })
    expect(refused).toMatchObject({ code: 'session-ended', cause: 'person' })
  })

  it('answers with the position of the end, once of all sessions of a tenant, of none where nothing was named', async () => {
    const [one, other] = [(await login(stack)).body, (await login(stack)).body]
    const { headers } = await logout({ refreshToken: one.refreshToken }, { token: other.accessToken })
    const position = wirePositions(stack.installation.masterKey).open(
      tenant.tenantId,
      headers.get('rollcall-position')!,
    )
    expect(position).toBe(await stack.installation.store.head())
    expect((await logout({})).headers.get('rollcall-position')).toBeNull()
  })

  it('answers without a position for sessions of different tenants', async () => {
    const { tenantId } = await stack.people.commands.registerTenant({ slug: 'beta', name: 'Beta' }, tenant.origin)
    await stack.people.commands.registerApplication({ tenantId, ...phone }, tenant.origin)
    const credential = { kind: 'password', password } as const
    const ben = { tenantId, email: 'ben@beta.test', name: 'Ben', roles: ['member' as const], credential }
    await stack.people.commands.addUser(ben, tenant.origin)
    const [here, there] = [await login(stack), await login(stack, { tenant: 'beta', email: 'ben@beta.test' })]
    const answer = await logout({ refreshToken: here.body.refreshToken }, { token: there.body.accessToken })
    expect([answer.status, answer.headers.get('rollcall-position')]).toEqual([204, null])
  })

  it('may be repeated', async () => {
    const { body } = await login(stack)
    await logout({ refreshToken: body.refreshToken })
    const before = await stack.installation.store.head()
    expect((await logout({ refreshToken: body.refreshToken }, { token: body.accessToken })).status).toBe(204)
    expect(await stack.installation.store.head()).toBe(before)
  })

  it('is not a way for another page to end a session', async () => {
    const { cookie } = await cookieLogin()
    const foreign = { ...page(), origin: 'https://evil.test', cookie }
    const { body } = await logout({ tenant: 'acme', client: 'dashboard' }, { headers: foreign })
    expect(body.code).toBe('origin-refused')
    expect((await last()).type).toBe('SessionStarted')
  })

  it('ends nothing for forged credentials or none, and clears the cookie all the same', async () => {
    const { body } = await login(stack)
    const [head, claims, signature] = body.accessToken.split('.')
    const forged = `${head}.${claims}.${[...(signature ?? '')].toReversed().join('')}`
    const refreshToken = `${body.refreshToken.slice(0, -2)}${body.refreshToken.endsWith('AA') ? 'BA' : 'AA'}`
    expect((await logout({ refreshToken }, { token: forged })).status).toBe(204)
    expect((await logout({}, { token: 'x.y.z' })).status).toBe(204)
    const cookie = `__Host-rc-dashboard-${tenant.tenantId}=forged`
    const { status, headers } = await logout({ tenant: 'acme' }, { headers: { ...page(), cookie } })
    expect(status).toBe(204)
    expect(headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await last()).type).toBe('SessionStarted')
  })
})
