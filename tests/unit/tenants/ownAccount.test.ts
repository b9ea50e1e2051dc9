import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, login, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
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

const signIn = async () => (await login(stack)).body
const isIn = async ({ accessToken: token }: { accessToken: string }) =>
  (await stack.call('GET /v1/auth/session', { token })).status === 200

describe('a new password', () => {
  const change = { current: password, next: 'a better horse battery' }

  it('ends my other sessions, and none that I keep', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    const kept = { token: mine.accessToken, body: { ...change, keepOthers: true } }
    expect((await stack.call('POST /v1/auth/password', kept)).status).toBe(204)
    expect([await isIn(mine), await isIn(other)]).toEqual([true, true])
    const again = { token: mine.accessToken, body: { current: change.next, next: password } }
    expect((await stack.call('POST /v1/auth/password', again)).status).toBe(204)
    expect([await isIn(mine), await isIn(other)]).toEqual([true, false])
  })
})

describe('my account', () => {
  it('takes another name, and refuses what is none', async () => {
    const { accessToken: token } = await signIn()
    const renamed = await stack.call('PATCH /v1/me', { token, body: { name: '  Ann Lee ' } })
    expect([renamed.status, renamed.body.user]).toMatchObject([200, { name: 'Ann Lee' }])
    for (const name of ['', '   ', 'x'.repeat(201), 'a\u0000b', 7, null])
      expect((await stack.call('PATCH /v1/me', { token, body: { name } })).status).toBe(400)
  })

  it('has preferences that follow me into every browser', async () => {
    const [here, there] = [await signIn(), await signIn()]
    const read = async (token: string) => (await stack.call('GET /v1/me/preferences', { token })).body
    expect(await read(here.accessToken)).toMatchObject({ isSet: false, timeZone: 'UTC', theme: 'system' })
    const wanted = { theme: 'dark', rowHeight: 'comfortable', timeZone: 'Asia/Kathmandu', timeLanguage: 'de-DE' }
    const put = (body: object) => stack.call('PUT /v1/me/preferences', { token: here.accessToken, body })
    expect((await put(wanted)).status).toBe(200)
    expect(await read(there.accessToken)).toEqual({ ...wanted, isSet: true })
    for (const wrong of [{ timeZone: 'Mars/Olympus' }, { timeLanguage: 'tlh' }, { theme: 'pink' }, { more: 1 }])
      expect((await put({ ...wanted, ...wrong })).status).toBe(400)
  })

  it('gets another address by the link that went there, and sessions go on', async () => {
    const mine = await signIn()
    const body = { email: 'ann@new.test', password }
    const offered = await stack.call('POST /v1/me/email', { token: mine.accessToken, body })
    expect([offered.status, offered.body['email']]).toEqual([202, 'ann@new.test'])
    const me = await stack.call('GET /v1/me', { token: mine.accessToken })
    expect(me.body['emailChange']).toMatchObject({ email: 'ann@new.test' })
    const { userId, tenantId } = tenant
    const { secretId } = (await stack.people.directory.person(tenantId, userId))!.emailChange!
    const token = stack.people.linkToken({ tenantId, userId, secretId })
    const checked = await stack.call('POST /v1/auth/email/check', { body: { token } })
    expect(checked.body['whose']).toMatchObject({ email: 'ann@new.test' })
    expect((await stack.call('POST /v1/auth/email/confirm', { body: { token } })).status).toBe(200)
    const again = await stack.call('POST /v1/auth/email/confirm', { body: { token } })
    expect([again.status, again.body.code]).toEqual([401, 'invalid-credentials'])
    expect(await isIn(mine)).toBe(true)
    expect((await login(stack)).status).toBe(401)
    expect((await login(stack, { email: 'ann@new.test' })).status).toBe(200)
  })

  it('sends no more than five mails a day to addresses that may be anybody\u2019s', async () => {
    const { accessToken: token } = await signIn()
    const ask = async (email: string) =>
      (await stack.call('POST /v1/me/email', { token, body: { email, password } })).status
    for (const email of ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test', 'e@x.test']) expect(await ask(email)).toBe(202)
    expect(await ask('f@x.test')).toBe(429)
  })
})

describe('a session', () => {
  const idleHours = ({ session }: { session: { startedAt: string; idleExpiresAt: string } }) =>
    (Date.parse(session.idleExpiresAt) - Date.parse(session.startedAt)) / 3_600_000
  const ofPage = (change: object) =>
    login(stack, { client: undefined, ...change }, { headers: { origin: stack.url, 'rollcall-client': 'dashboard' } })

  it('that a browser keeps outlives it, and may be idle as long as the policy allows', async () => {
    const { body, headers } = await ofPage({ remember: true })
    expect(headers.get('set-cookie')).toMatch(/Max-Age=604800/)
    expect(idleHours(body)).toBe(168)
  })

  it('that a browser does not keep ends with it, and after 12 idle hours where the cookie comes back', async () => {
    for (const change of [{}, { remember: false }]) {
      const { body, headers } = await ofPage(change)
      expect(headers.get('set-cookie')).not.toMatch(/Max-Age|Expires/)
      expect(idleHours(body)).toBe(12)
    }
  })

  it('of an app has the whole policy unless it says otherwise', async () => {
    expect(idleHours((await login(stack)).body)).toBe(168)
    expect(idleHours((await login(stack, { remember: true })).body)).toBe(168)
    expect(idleHours((await login(stack, { remember: false })).body)).toBe(12)
    expect(idleHours((await login(stack, { remember: false, lifetime: { idleSeconds: 7_200 } })).body)).toBe(2)
  })

  it('that is kept goes on from restart to restart, each time as long as the policy allows', async () => {
    const headers = { origin: stack.url, 'rollcall-client': 'dashboard' }
    let { headers: answered } = await ofPage({ remember: true })
    for (let day = 0; day < 4; day += 1) {
      ambient.pass(6 * 24 * 3_600_000)
      const cookie = answered.get('set-cookie')!.split(';')[0]!
      const renewed = await stack.call('POST /v1/auth/refresh', {
        body: { tenant: 'acme' },
        headers: { ...headers, cookie },
      })
      expect(renewed.status).toBe(200)
      answered = renewed.headers
    }
    expect(answered.get('set-cookie')).toMatch(/Max-Age=518400/)
  })
})
