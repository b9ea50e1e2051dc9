import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import { decodeJwt, decodeProtectedHeader } from '../../support/jwt.ts'
import { acme, login, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const ambient = testAmbient()
const pauses: number[] = []
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
const unknownTenants: string[] = []

beforeAll(async () => {
  stack = await sessionStack(memoryInstallation(), ambient, {
    pause: async (milliseconds) => void pauses.push(milliseconds),
    count: (what) => void unknownTenants.push(what),
  })
  tenant = await acme(stack)
})
afterAll(() => stack.stop())

const events = async (type: string) =>
  (await stack.installation.store.readAll({ after: 0, limit: 10_000 })).filter((event) => event.type === type)

const withoutId = ({ id: _id, ...rest }: Record<string, unknown>) => rest

const because = { reason: null, message: null, ticket: null }

const races = async (email: string, meanwhile: (userId: string) => Promise<unknown>) => {
  const userId = await tenant.add(email)
  const { compare } = stack.people.passwords
  const racing = await sessionStack(stack.installation, ambient, {
    passwords: {
      ...stack.people.passwords,
      async compare(...question) {
        const compared = await compare(...question)
        await meanwhile(userId)
        return compared
      },
    },
  })
  const { body } = await login(racing, { email })
  await racing.stop()
  const started = (await events('SessionStarted')).filter(({ data }) => 'userId' in data && data.userId === userId)
  const ended = (await events('SessionRevoked')).filter(({ data }) => 'userId' in data && data.userId === userId)
  return { code: body.code, started: started.length, ended: ended.length }
}

const disable = (userId: string) =>
  stack.people.commands.disableUser({ tenantId: tenant.tenantId, userId, ...because }, tenant.origin)

const hold = (userId: string) =>
  stack.people.commands.holdUser(
    { tenantId: tenant.tenantId, userId, until: '2999-01-01T00:00:00.000Z', ...because },
    tenant.origin,
  )

const suspend = () =>
  stack.people.commands.suspendTenant(
    { tenantId: tenant.tenantId, operationId: tenant.tenantId, ...because },
    tenant.origin,
  )

const reset = (userId: string) =>
  stack.people.commands.giveOneTimePassword({ tenantId: tenant.tenantId, userId }, tenant.origin)

describe('signing in', () => {
  it('answers tokens, session, user and tenant', async () => {
    const { status, body, headers } = await login(stack, { device: { id: 'd1', name: 'My phone' } })
    expect(status).toBe(200)
    expect(headers.get('set-cookie')).toBeNull()
    expect(body).toMatchObject({
      accessExpiresAt: '2026-11-20T09:30:00.000Z',
      refreshExpiresAt: '2026-11-27T09:00:00.000Z',
      session: {
        startedAt: '2026-11-20T09:00:00.000Z',
        absoluteExpiresAt: '2026-12-20T09:00:00.000Z',
        client: 'phone',
        methods: ['pwd'],
        device: { id: 'd1', name: 'My phone', browser: 'Chrome 142' },
      },
      user: { id: tenant.userId, email: 'ann@acme.test', roles: ['member'], mustChangePassword: false },
      tenant: { id: tenant.tenantId, slug: 'acme', name: 'Acme', simulated: false },
    })
    expect(Buffer.byteLength(body.refreshToken)).toBeLessThan(250)
  })

  it('signs an access token as RFC 9068 wants it', async () => {
    const { body } = await login(stack)
    expect(decodeProtectedHeader(body.accessToken)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
    const claims = decodeJwt(body.accessToken)
    expect(claims).toMatchObject({
      iss: 'https://rollcall.test',
      aud: 'acme-phone',
      client_id: 'phone',
      sub: tenant.userId,
      tid: tenant.tenantId,
      sid: body.session.id,
      amr: ['pwd'],
      roles: ['member'],
    })
    const [tenantCount, userCount] = String(claims['gen']).split('.').map(Number)
    expect([tenantCount, userCount]).toEqual([0, 2])
  })

  it('clips lifetimes to the policy and shows what it came to', async () => {
    const { body } = await login(stack, { lifetime: { idleSeconds: 600, absoluteSeconds: 31_000_000 } })
    expect(body.session).toMatchObject({
      idleExpiresAt: '2026-11-20T09:10:00.000Z',
      absoluteExpiresAt: '2026-12-20T09:00:00.000Z',
    })
    expect(body['accessExpiresAt']).toBe('2026-11-20T09:10:00.000Z')
  })

  it('clips lifetimes however long, and refuses what is none', async () => {
    const longest = Number.MAX_SAFE_INTEGER
    const { body } = await login(stack, { lifetime: { idleSeconds: longest, absoluteSeconds: longest } })
    const { body: usual } = await login(stack)
    expect(body.session).toEqual({ ...usual.session, id: body.session.id })
    for (const idleSeconds of [0, -1, 1.5, longest + 1, null])
      expect([idleSeconds, (await login(stack, { lifetime: { idleSeconds } })).status]).toEqual([idleSeconds, 400])
  })

  it('keeps the refresh token of a cookie client in a cookie', async () => {
    const headers = { origin: stack.url, 'rollcall-client': 'dashboard' }
    const remembered = await login(stack, { client: undefined, remember: true }, { headers })
    const passing = await login(stack, { client: undefined }, { headers })
    expect(remembered.body).not.toHaveProperty('refreshToken')
    const name = `__Host-rc-dashboard-${tenant.tenantId}`
    expect(remembered.headers.get('set-cookie')).toMatch(
      new RegExp(`^${name}=[\\w-]{114}; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Strict$`),
    )
    expect(passing.headers.get('set-cookie')).toMatch(new RegExp(`^${name}=[\\w-]{114}; Path=/`))
  })
})

describe('a script', () => {
  it('may use the dashboard\u2019s client with a bearer token, and refresh and log out with it', async () => {
    const { body, headers } = await login(stack, { client: undefined, transport: 'bearer' })
    expect([body.session.client, headers.get('set-cookie')]).toEqual(['dashboard', null])
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    expect(renewed.status).toBe(200)
    const out = await stack.call('POST /v1/auth/logout', { body: { refreshToken: renewed.body.refreshToken } })
    expect(out.status).toBe(204)
  })

  it('gets the cookie when it does not say', async () => {
    const { status, headers } = await login(stack, { client: undefined })
    expect([status, headers.get('set-cookie')?.startsWith('__Host-rc-dashboard-')]).toEqual([200, true])
  })
})

describe('a refused sign-in', () => {
  it('reads the same for unknown tenant, unknown person, wrong password, disabled and held', async () => {
    const bob = await tenant.add('bob@acme.test')
    await stack.people.commands.disableUser(
      { tenantId: tenant.tenantId, userId: bob, reason: null, message: null, ticket: null },
      tenant.origin,
    )
    await hold(await tenant.add('hal@acme.test'))
    const refused = [
      await login(stack, { tenant: 'nowhere' }),
      await login(stack, { email: 'nobody@acme.test' }),
      await login(stack, { password: 'wrong' }),
      await login(stack, { email: 'bob@acme.test' }),
      await login(stack, { email: 'hal@acme.test' }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    expect(refused.map(({ body }) => withoutId(body))).toEqual(
      Array.from({ length: 5 }, () => withoutId(refused[0]!.body)),
    )
    expect(refused[0]!.body.code).toBe('invalid-credentials')
    expect(pauses).toHaveLength(5)
    expect(pauses.every((pause) => pause > 0 && pause <= 100)).toBe(true)
    expect(unknownTenants).toEqual(['unknown-tenant'])
  })

  it('is an event of the known tenant, without what was typed', async () => {
    const failures = await events('LoginFailed')
    expect(failures.map(({ data }) => data)).toEqual([
      { userId: null, clientId: 'phone', cause: 'unknown-user' },
      { userId: tenant.userId, clientId: 'phone', cause: 'wrong-password' },
      { userId: expect.any(String), clientId: 'phone', cause: 'disabled' },
      { userId: expect.any(String), clientId: 'phone', cause: 'held' },
    ])
    expect(failures.every(({ stream }) => /^signin-[0-9a-f-]{36}\+[0-9a-f]{64}$/.test(stream))).toBe(true)
  })

  it('says to nobody but its people that a tenant is suspended', async () => {
    const { tenantId, origin } = tenant
    await stack.people.commands.suspendTenant({ tenantId, operationId: tenantId, ...because }, origin)
    const right = await login(stack)
    const wrong = await login(stack, { password: 'wrong' })
    expect([right.status, right.body.code]).toEqual([403, 'blocked'])
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials'])
    expect((await events('LoginFailed')).map(({ data }) => 'cause' in data && data.cause).slice(-2)).toEqual([
      'suspended',
      'wrong-password',
    ])
    await stack.people.commands.resumeTenant({ tenantId, ...because }, origin)
    expect((await login(stack)).status).toBe(200)
  })

  it('keeps every failure of a storm on one person', async () => {
    const before = (await events('LoginFailed')).length
    await Promise.all(Array.from({ length: 20 }, () => login(stack, { password: 'wrong' })))
    expect((await events('LoginFailed')).length).toBe(before + 20)
  })

  it('tells only who knew the password that client, transport or page are wrong', async () => {
    const dashboard = { client: undefined }
    const foreign = { headers: { origin: 'https://evil.test', 'rollcall-client': 'dashboard' } }
    const own = { headers: { origin: stack.url, 'rollcall-client': 'dashboard' } }
    const answers = await Promise.all([
      login(stack, { client: 'nope' }),
      login(stack, { client: 'nope', password: 'wrong' }),
      login(stack, { client: 'nope', tenant: 'nowhere' }),
      login(stack, { transport: 'cookie' }),
      login(stack, dashboard, foreign),
      login(stack, dashboard, { headers: { origin: stack.url } }),
      login(stack, {}, foreign),
      login(stack, { ...dashboard, transport: 'bearer' }, own),
    ])
    expect(answers.map(({ body }) => body.code)).toEqual([
      'client-unknown',
      'invalid-credentials',
      'invalid-credentials',
      'invalid-request',
      'origin-refused',
      'origin-refused',
      'origin-refused',
      'invalid-request',
    ])
  })

  it('tells a page of another origin nothing, whoever it names and whether the password is right', async () => {
    const foreign = { headers: { origin: 'https://evil.test' } }
    const tried = [{}, { password: 'wrong' }, { email: 'nobody@acme.test' }, { tenant: 'nowhere' }, { client: 'nope' }]
    const before = (await events('LoginFailed')).length
    const answers = await Promise.all(tried.map((attempt) => login(stack, attempt, foreign)))
    const shown = answers.map(({ status, body: { id: _id, ...body } }) => [status, body])
    expect(new Set(shown.map((each) => JSON.stringify(each))).size).toBe(1)
    expect(shown[0]).toMatchObject([403, { code: 'origin-refused' }])
    const failures = (await events('LoginFailed')).slice(before)
    expect(failures.map(({ data }) => data)).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ userId: null, cause: 'not-allowed' })),
    )
  })

  it('refuses fields it does not know', async () => {
    expect((await login(stack, { admin: true })).body.code).toBe('invalid-request')
  })
})

describe('a one-time password', () => {
  it('signs in with the duty to change it, which the token says until it is changed and refreshed', async () => {
    const userId = await tenant.add('carl@acme.test')
    const of = { tenantId: tenant.tenantId, userId }
    const { oneTimePassword } = await stack.people.commands.giveOneTimePassword(of, tenant.origin)
    const { body } = await login(stack, { email: 'carl@acme.test', password: oneTimePassword })
    expect(body.user.mustChangePassword).toBe(true)
    expect((await stack.call('GET /v1/auth/session', { token: body.accessToken })).status).toBe(200)
    const next = 'a longer battery staple'
    const change = { body: { current: oneTimePassword, next }, token: body.accessToken }
    expect((await stack.call('POST /v1/auth/password', change)).status).toBe(204)
    const checked = await stack.call('GET /v1/auth/session', { token: body.accessToken })
    expect(checked.body.code).toBe('token-outdated')
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
    expect(renewed.body.user.mustChangePassword).toBe(false)
  })

  it('expires like a wrong one, and says so in the event', async () => {
    const userId = await tenant.add('dora@acme.test')
    const of = { tenantId: tenant.tenantId, userId }
    const { oneTimePassword } = await stack.people.commands.giveOneTimePassword(of, tenant.origin)
    ambient.pass(25 * 3_600_000)
    const { body } = await login(stack, { email: 'dora@acme.test', password: oneTimePassword })
    expect(body.code).toBe('invalid-credentials')
    expect((await events('LoginFailed')).at(-1)?.data).toMatchObject({ userId, cause: 'password-expired' })
  })
})

const block = async (kind: 'country' | 'address' | 'device' | 'application', value: string) => {
  const { tenantId, origin } = tenant
  const said = { until: '2999-01-01T00:00:00.000Z', operationId: tenantId, reason: null, ticket: null }
  const { block: added } = await stack.people.commands.addBlock(
    { tenantId, blockId: ambient.random.id(), kind, value, ...said },
    origin,
  )
  return () =>
    stack.people.commands.removeBlock({ tenantId, blockId: added.blockId, reason: null, ticket: null }, origin)
}

describe('a sign-in by a blocked way', () => {
  it.each([
    ['device', 'stolen', { device: { id: 'Stolen', name: 'Phone' } }],
    ['application', 'phone', {}],
  ] as const)('of kind %s is refused like a wrong password, and told as blocked', async (kind, value, body) => {
    const lift = await block(kind, value)
    const wrong = await login(stack, { email: 'nobody@acme.test' })
    const refused = await login(stack, body)
    expect([refused.status, withoutId(refused.body)]).toEqual([401, withoutId(wrong.body)])
    expect((await events('LoginFailed')).at(-1)?.data).toMatchObject({ cause: 'blocked' })
    await lift()
    expect((await login(stack, body)).status).toBe(200)
  })
})

describe('a sign-in that races', () => {
  it('with a block gets no token, and leaves no session behind', async () => {
    let lift = async (): Promise<unknown> => undefined
    const adding = async () => void (lift = await block('application', 'phone'))
    expect(await races('hugo@acme.test', adding)).toEqual({ code: 'invalid-credentials', started: 1, ended: 1 })
    expect((await events('LoginFailed')).at(-1)?.data).toMatchObject({ cause: 'blocked' })
    await lift()
  })

  it('with a disabling gets no token, and leaves no session behind', async () => {
    expect(await races('eve@acme.test', disable)).toEqual({ code: 'invalid-credentials', started: 1, ended: 1 })
  })

  it('with a hold gets no token either, and the log says held', async () => {
    expect(await races('flo@acme.test', hold)).toEqual({ code: 'invalid-credentials', started: 1, ended: 1 })
    expect((await events('LoginFailed')).at(-1)?.data).toMatchObject({ cause: 'held' })
  })

  it('with a new password gets no token either', async () => {
    expect(await races('finn@acme.test', reset)).toEqual({ code: 'invalid-credentials', started: 1, ended: 1 })
  })

  it('with the suspension of the tenant does not get in', async () => {
    expect(await races('gil@acme.test', suspend)).toEqual({ code: 'blocked', started: 1, ended: 1 })
    await stack.people.commands.resumeTenant({ tenantId: tenant.tenantId, ...because }, tenant.origin)
  })

  it('with nothing at all gets in', async () => {
    expect(await races('gina@acme.test', async () => undefined)).toEqual({ code: undefined, started: 1, ended: 0 })
  })
})

describe('while the log cannot be followed', () => {
  it('nobody gets a token, and no session stays behind', async () => {
    const tail = storeLogTail({ ...stack.installation, now: () => performance.now(), onFailure: () => undefined })
    const stuck = await sessionStack(stack.installation, ambient, {
      tail: { ...tail, waitFor: () => Promise.reject(new CodedError('store-unavailable')) },
    })
    const { status, body } = await login(stuck)
    expect([status, body.code, body.accessToken]).toEqual([503, 'store-unavailable', undefined])
    expect((await stack.installation.store.readAll({ after: 0, limit: 10_000 })).at(-1)).toMatchObject({
      type: 'SessionLoggedOut',
      data: { by: 'client' },
    })
    const good = (await login(stack)).body
    const refused = await stuck.call('POST /v1/auth/refresh', { body: { refreshToken: good.refreshToken } })
    expect([refused.status, refused.body.refreshToken]).toEqual([503, undefined])
    await stuck.stop()
  })
})

describe('a process that hears late of what others do', () => {
  it('lets in whom another has added or given a new password since it last refused them', async () => {
    const { log } = stack.installation
    const late: typeof log = {
      ...log,
      async readWanted(request) {
        const found = await log.readWanted(request)
        if (found.events.length > 0) await new Promise((resolve) => setTimeout(resolve, 200))
        return found
      },
    }
    const other = await sessionStack({ ...stack.installation, log: late }, ambient)
    const email = 'late@acme.test'
    expect((await login(other, { email })).status).toBe(401)
    const userId = await tenant.add(email)
    expect((await login(other, { email })).status).toBe(200)
    const next = 'another horse in the rain'
    expect((await login(other, { email, password: next })).status).toBe(401)
    const { tenantId, origin } = tenant
    const sessionId = ambient.random.id()
    await stack.people.commands.changePassword({ tenantId, userId, sessionId, current: password, next }, origin)
    expect((await login(other, { email, password: next })).status).toBe(200)
    await other.stop()
  })
})

describe('the published keys', () => {
  it('verify what is signed', async () => {
    const { body } = await stack.call('GET /.well-known/jwks.json')
    const { kid } = decodeProtectedHeader((await login(stack, { password })).body.accessToken)
    expect(body['keys']).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid, alg: 'EdDSA', use: 'sig' }])
  })
})
