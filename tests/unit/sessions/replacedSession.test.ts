import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import {
  acme,
  login,
  memoryInstallation,
  password,
  sessionStack,
  type Installation,
  type Reply,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await sessionStack(installation, ambient)
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const dashboard = { client: undefined }
const page = (url = stack.url) => ({ origin: url, 'rollcall-client': 'dashboard' })
const cookieOf = ({ headers }: Reply): string => headers.getSetCookie()[0]!.split(';')[0]!
const signIn = (cookie = '', change: object = {}) =>
  login(stack, { ...dashboard, ...change }, { headers: { ...page(), cookie } })
const events = async () => installation.store.readAll({ after: 0, limit: 1000 })
const logouts = async () =>
  (await events()).flatMap(({ type, data, actor, context }) =>
    type === 'SessionLoggedOut' ? [{ ...data, actor: actor.id, client: context?.clientId }] : [],
  )
const stateOf = async (token: string) => (await stack.call('GET /v1/auth/session', { token })).body
const beta = async () => {
  const { tenantId } = await stack.people.commands.registerTenant({ slug: 'beta', name: 'Beta' }, tenant.origin)
  const credential = { kind: 'password', password } as const
  const ben = { tenantId, email: 'ben@beta.test', name: 'Ben', roles: ['member' as const], credential }
  const { userId } = await stack.people.commands.addUser(ben, tenant.origin)
  return { tenantId, userId, change: { tenant: 'beta', email: 'ben@beta.test' } }
}

describe('signing in with the cookie of a live session', () => {
  it('ends that session, as its own person’s doing, and at once', async () => {
    const first = await signIn()
    const second = await signIn(cookieOf(first))
    expect(second.status).toBe(200)
    const { userId } = tenant
    expect(await logouts()).toEqual([
      { sessionId: first.body.session.id, userId, by: 'replaced', actor: userId, client: 'dashboard' },
    ])
    expect(await stateOf(first.body.accessToken)).toMatchObject({ code: 'session-ended', cause: 'replaced' })
    expect(await stateOf(first.body.accessToken)).not.toHaveProperty('message')
    expect(await stateOf(second.body.accessToken)).toMatchObject({ active: true })
    expect(second.headers.getSetCookie()).toHaveLength(1)
  })

  it('does so with a cookie of an earlier generation too', async () => {
    const first = await signIn()
    const body = { tenant: 'acme', client: 'dashboard' }
    await stack.call('POST /v1/auth/refresh', { body, headers: { ...page(), cookie: cookieOf(first) } })
    ambient.pass(60_000)
    await signIn(cookieOf(first))
    expect(await logouts()).toMatchObject([{ sessionId: first.body.session.id, by: 'replaced' }])
  })

  it('ends it where it was another person’s', async () => {
    const userId = await tenant.add('bob@acme.test')
    const first = await signIn('', { email: 'bob@acme.test' })
    await signIn(cookieOf(first))
    expect(await logouts()).toMatchObject([{ sessionId: first.body.session.id, userId, by: 'replaced' }])
  })

  it('ends it where it was in another tenant, and clears that cookie', async () => {
    const there = await beta()
    const first = await signIn('', there.change)
    const second = await signIn(cookieOf(first))
    expect(await logouts()).toMatchObject([{ sessionId: first.body.session.id, userId: there.userId }])
    const [given, cleared] = second.headers.getSetCookie()
    expect(given).toContain(`__Host-rc-dashboard-${tenant.tenantId}=`)
    expect(cleared).toMatch(new RegExp(`^__Host-rc-dashboard-${there.tenantId}=; Max-Age=0;`))
  })

  it('ends nothing twice', async () => {
    const first = await signIn()
    await signIn(cookieOf(first))
    await signIn(cookieOf(first))
    expect(await logouts()).toHaveLength(1)
  })
})

describe('nothing ends', () => {
  it('with a wrong password', async () => {
    const first = await signIn()
    expect((await signIn(cookieOf(first), { password: 'not this one' })).status).toBe(401)
    expect(await stateOf(first.body.accessToken)).toMatchObject({ active: true })
  })

  it('from another page', async () => {
    const first = await signIn()
    const foreign = { ...page('https://evil.test'), cookie: cookieOf(first) }
    expect((await login(stack, dashboard, { headers: foreign })).body.code).toBe('origin-refused')
    expect(await logouts()).toEqual([])
  })

  it('for a cookie that was never ours, or is another client’s', async () => {
    const client = { clientId: 'dash', name: 'D', audience: 'd', origins: [stack.url], transport: 'cookie' } as const
    await stack.people.commands.registerApplication({ tenantId: tenant.tenantId, ...client }, tenant.origin)
    const first = await signIn()
    const forged = `__Host-rc-dashboard-${tenant.tenantId}=${'x'.repeat(114)}`
    expect((await signIn(forged)).status).toBe(200)
    const headers = { ...page(), 'rollcall-client': 'dash', cookie: cookieOf(first) }
    expect((await login(stack, { client: 'dash' }, { headers })).status).toBe(200)
    expect(await logouts()).toEqual([])
  })

  it('by a sign-in that hands its tokens out in the body', async () => {
    const first = await signIn()
    await login(stack, {}, { headers: { cookie: cookieOf(first) } })
    await login(stack, { ...dashboard, transport: 'bearer' }, { headers: { cookie: cookieOf(first) } })
    expect(await logouts()).toEqual([])
  })
})

it('a sign-in that cannot end the session it replaces fails, and leaves no session of its own', async () => {
  const first = await signIn()
  const { store } = installation
  const failing = await sessionStack(
    {
      ...installation,
      store: {
        ...store,
        append: async (stream, ...rest) => {
          if (stream.endsWith(first.body.session.id)) throw new CodedError('store-unavailable')
          return store.append(stream, ...rest)
        },
      },
    },
    ambient,
  )
  const headers = { ...page(failing.url), cookie: cookieOf(first) }
  const { status, body } = await login(failing, dashboard, { headers })
  expect([status, body.code]).toEqual([503, 'store-unavailable'])
  const started = (await events()).findLast(({ type }) => type === 'SessionStarted')!
  expect(await logouts()).toMatchObject([
    { sessionId: (started.data as { sessionId: string }).sessionId, by: 'client' },
  ])
  await failing.stop()
})
