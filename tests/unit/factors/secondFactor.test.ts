import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, login, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { addApp, calling, factorRules, signedIn } from '../../support/factorJourneys.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'
import { codeOf } from '../../support/totpCodes.ts'

let ambient: TestAmbient
let stack: Stack
let call: ReturnType<typeof calling>
let people: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  people = await acme(stack, factorRules({ trustedDeviceDays: 30 }))
  call = calling(stack)
})
afterEach(() => stack.stop())

const begin = async (change: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  call(
    'POST /v1/auth/login',
    { tenant: 'acme', email: 'ann@acme.test', password, client: 'phone', ...change },
    undefined,
    headers,
  )
const prove = (challenge: string, code: string, more: Record<string, unknown> = {}) =>
  call('POST /v1/auth/second-factor', { challenge, method: 'totp', code, ...more })
const typesOf = async (type: string) =>
  (await stack.installation.store.readAll({ after: 0, limit: 1_000 })).filter((event) => event.type === type)

describe('a person with an app for codes', () => {
  let secret: string
  let recoveryCodes: string[]
  let token: string
  beforeEach(async () => {
    token = await signedIn(stack)
    ;({ secret, recoveryCodes } = await addApp(stack, ambient, token))
  })
  const codeNow = () => codeOf(secret, ambient.clock.now())

  it('is asked for a code after the right password, and signs in with it', async () => {
    const asked = await begin()
    expect(asked.status).toBe(401)
    expect(asked.body).toMatchObject({
      code: 'second-factor-required',
      methods: ['totp', 'recovery'],
      trustDeviceDays: 30,
    })
    const { status, body } = await prove(asked.body.challenge, codeNow())
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['pwd', 'totp'])
    expect(decodeJwt(body.accessToken)['amr']).toEqual(['pwd', 'otp', 'mfa'])
  })

  it('is told of a wrong password as anybody is', async () => {
    const { status, body } = await begin({ password: 'wrong' })
    expect([status, body.code]).toEqual([401, 'invalid-credentials'])
  })

  it('uses a code once, in whatever sign-in', async () => {
    const [one, other] = [await begin(), await begin()]
    const code = codeNow()
    expect((await prove(one.body.challenge, code)).status).toBe(200)
    expect((await prove(other.body.challenge, code)).body).toMatchObject({ code: 'second-factor-wrong', triesLeft: 4 })
  })

  it('uses no code of an earlier step than the last one taken', async () => {
    const [one, other] = [await begin(), await begin()]
    const before = codeOf(secret, ambient.clock.now() - 30_000)
    expect((await prove(one.body.challenge, codeNow())).status).toBe(200)
    expect((await prove(other.body.challenge, before)).body.code).toBe('second-factor-wrong')
  })

  it('goes on with a sign-in once', async () => {
    const { body } = await begin()
    expect((await prove(body.challenge, codeNow())).status).toBe(200)
    ambient.pass(60_000)
    expect((await prove(body.challenge, codeNow())).body.code).toBe('challenge-ended')
  })

  it('gets one session of twenty uses of one code at once', async () => {
    const challenges = await Promise.all(Array.from({ length: 20 }, async () => (await begin()).body.challenge))
    const code = codeNow()
    const answers = await Promise.all(challenges.map((challenge) => prove(challenge, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]))
  })

  it('has five tries in a sign-in, the right code no sixth', async () => {
    const { body } = await begin()
    const left = []
    for (const code of ['000000', '000001', '000002', '000003', '000004'])
      left.push((await prove(body.challenge, code === codeNow() ? '000009' : code)).body.triesLeft)
    expect(left).toEqual([4, 3, 2, 1, 0])
    expect((await prove(body.challenge, codeNow())).body.code).toBe('challenge-ended')
    expect(await typesOf('LoginFailed')).toHaveLength(5)
  })

  it.each([
    ['4:59', 299_000, 200],
    ['5:01', 301_000, 401],
  ])('may take %s minutes', async (_name, waitMs, status) => {
    const { body } = await begin()
    ambient.pass(waitMs)
    expect((await prove(body.challenge, codeNow())).status).toBe(status)
  })

  it('goes on from the page that began, and from no other', async () => {
    const { body } = await begin()
    const asked = { challenge: body.challenge, method: 'totp', code: codeNow() }
    const elsewhere = await call('POST /v1/auth/second-factor', asked, undefined, { origin: 'https://evil.test' })
    expect(elsewhere.body.code).toBe('challenge-ended')
    expect((await prove(body.challenge, codeNow())).status).toBe(200)
  })

  it('cannot go on with a challenge that was altered or made up', async () => {
    const { body } = await begin()
    const altered = `${body.challenge.slice(0, -2)}${body.challenge.endsWith('AA') ? 'BB' : 'AA'}`
    for (const challenge of [altered, 'made-up', body.challenge.slice(1)])
      expect((await prove(challenge, codeNow())).body.code).toBe('challenge-ended')
  })

  it('is out where the password was changed in between', async () => {
    const { body } = await begin()
    const change = { current: password, next: 'another horse battery' }
    expect((await stack.call('POST /v1/auth/password', { body: change, token })).status).toBe(204)
    expect((await prove(body.challenge, codeNow())).body.code).toBe('invalid-credentials')
  })

  it('is asked for it after a forgotten password too', async () => {
    const { tenantId, userId } = people
    const { token: link } = await stack.people.commands.offerPasswordReset({ tenantId, userId }, people.origin)
    const next = 'another horse battery'
    const asked = { correlationId: 'test', context: null }
    await stack.people.commands.resetPassword({ token: link, next }, asked)
    const { body } = await begin({ password: next })
    expect(body.code).toBe('second-factor-required')
    expect((await prove(body.challenge, codeNow())).status).toBe(200)
  })

  it('is out where they are held in between', async () => {
    const { body } = await begin()
    const until = new Date(ambient.clock.now() + 3_600_000).toISOString()
    const because = { reason: 'odd', message: null, ticket: null }
    const { tenantId, userId } = people
    await stack.people.commands.holdUser({ tenantId, userId, until, ...because }, people.origin)
    expect((await prove(body.challenge, codeNow())).body.code).toBe('challenge-ended')
  })

  it('signs in with each recovery code once, however it is typed', async () => {
    expect(recoveryCodes).toHaveLength(10)
    const [code = ''] = recoveryCodes
    const one = await begin()
    const typed = code.toUpperCase().replace('-', ' ')
    const { status, body } = await prove(one.body.challenge, typed, { method: 'recovery' })
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['pwd', 'recovery'])
    const again = await begin()
    expect((await prove(again.body.challenge, code, { method: 'recovery' })).body.code).toBe('second-factor-wrong')
    expect((await call('GET /v1/me/factors', undefined, token)).body).toMatchObject({ recoveryCodes: { left: 9 } })
  })

  it('makes new recovery codes, and the old ones are dead', async () => {
    const made = await call('POST /v1/me/factors/recovery-codes', undefined, token)
    expect(made.body.recoveryCodes).toHaveLength(10)
    const { body } = await begin()
    const [old = ''] = recoveryCodes
    const [fresh = ''] = made.body.recoveryCodes
    expect((await prove(body.challenge, old, { method: 'recovery' })).status).toBe(401)
    expect((await prove(body.challenge, fresh, { method: 'recovery' })).status).toBe(200)
  })

  it('trusts a device, which is asked no more until the days are over', async () => {
    const { body } = await begin()
    const { body: granted } = await prove(body.challenge, codeNow(), { trustDevice: true })
    const trustedDevice = granted.trustedDevice.token
    expect((await begin({ trustedDevice })).status).toBe(200)
    expect((await begin({ trustedDevice: trustedDevice.slice(1) })).status).toBe(401)
    ambient.pass(30 * 86_400_000 - 1_000)
    expect((await begin({ trustedDevice })).status).toBe(200)
    ambient.pass(2_000)
    expect((await begin({ trustedDevice })).status).toBe(401)
  })

  it('trusts no device of somebody else', async () => {
    const { body } = await begin()
    const { body: granted } = await prove(body.challenge, codeNow(), { trustDevice: true })
    await people.add('bob@acme.test')
    const { body: bob } = await login(stack, { email: 'bob@acme.test' })
    await addApp(stack, ambient, bob.accessToken)
    const shown = { email: 'bob@acme.test', trustedDevice: granted.trustedDevice.token }
    expect((await begin(shown)).status).toBe(401)
  })

  it('is asked again on every device after a new password', async () => {
    const { body } = await begin()
    const { body: granted } = await prove(body.challenge, codeNow(), { trustDevice: true })
    const change = { current: password, next: 'another horse battery' }
    await stack.call('POST /v1/auth/password', { body: change, token })
    const shown = { password: change.next, trustedDevice: granted.trustedDevice.token }
    expect((await begin(shown)).body.code).toBe('second-factor-required')
  })

  it('withdraws the trust of one device', async () => {
    const { body } = await begin()
    const { body: granted } = await prove(body.challenge, codeNow(), { trustDevice: true })
    const listed = (await stack.call('GET /v1/me/factors', { token })).body['trustedDevices'] as { id: string }[]
    expect(listed).toHaveLength(1)
    await call(`DELETE /v1/me/factors/trusted-devices/${listed[0]?.id}`, undefined, token)
    expect((await begin({ trustedDevice: granted.trustedDevice.token })).status).toBe(401)
  })

  it('renames it, and removes it: then the password is enough', async () => {
    const { body: list } = await call('GET /v1/me/factors', undefined, token)
    const path = `/v1/me/factors/${list.items[0]?.id}`
    expect((await call(`PATCH ${path}`, { name: 'Old phone' }, token)).body).toMatchObject({ name: 'Old phone' })
    expect((await call(`DELETE ${path}`, undefined, token)).status).toBe(204)
    expect((await begin()).status).toBe(200)
    expect((await call('GET /v1/me/factors', undefined, token)).body).toMatchObject({ items: [], recoveryCodes: null })
  })

  it('keeps seeds, codes and challenges out of the log', async () => {
    const { body } = await begin()
    await prove(body.challenge, codeNow(), { trustDevice: true })
    const log = JSON.stringify(await stack.installation.store.readAll({ after: 0, limit: 1_000 }))
    for (const hidden of [secret, recoveryCodes[0]!, recoveryCodes[0]!.replace('-', ''), body.challenge])
      expect(log).not.toContain(hidden)
  })
})
