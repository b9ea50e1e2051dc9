import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { acme, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { addApp, calling, factorRules } from '../../support/factorJourneys.ts'
import { routeTable } from '../../support/roleTable.ts'
import { softPasskey } from '../../support/softPasskey.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'
import { codeOf } from '../../support/totpCodes.ts'

let ambient: TestAmbient
let stack: Stack
let call: ReturnType<typeof calling>
beforeEach(async () => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  call = calling(stack)
})
afterEach(() => stack.stop())

const ann = { tenant: 'acme', email: 'ann@acme.test', password, client: 'phone' }
const begin = async () => (await call('POST /v1/auth/login', ann)).body
const codeNow = (secret: string) => codeOf(secret, ambient.clock.now())

/** Adds an app within the sign-in. */
const enrolApp = async (challenge: string) => {
  const { body } = await call('POST /v1/auth/enrol/totp', { challenge })
  const confirm = { challenge, enrolment: body.enrolment, code: codeNow(body.secret), name: 'Phone' }
  return { secret: body.secret, confirmed: await call('POST /v1/auth/enrol/totp/confirm', confirm) }
}

describe('a sign-in of somebody without the second factor that their role needs', () => {
  beforeEach(() => acme(stack, factorRules({ requiredFor: ['member'] })))

  it('goes on with adding an app, then ends in a session', async () => {
    const asked = await begin()
    expect(asked).toMatchObject({ code: 'second-factor-required', enrol: true, methods: ['totp', 'webauthn'] })
    const { confirmed } = await enrolApp(asked.challenge)
    expect(confirmed.body).toMatchObject({ factor: { method: 'totp', name: 'Phone' } })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    const { status, body } = await call('POST /v1/auth/enrol/complete', { challenge: asked.challenge })
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['pwd', 'totp'])
    expect(await begin()).toMatchObject({ methods: ['totp', 'recovery'] })
  })

  it('goes on with adding a passkey', async () => {
    const passkey = softPasskey({ rpId: 'rollcall.test', origin: 'https://rollcall.test' })
    const { challenge } = await begin()
    const { body: begun } = await call('POST /v1/auth/enrol/webauthn/options', { challenge })
    const made = { challenge, enrolment: begun.enrolment, response: passkey.create(begun.options), name: 'Key' }
    expect((await call('POST /v1/auth/enrol/webauthn', made)).status).toBe(200)
    const { body } = await call('POST /v1/auth/enrol/complete', { challenge })
    expect(body.session.methods).toEqual(['pwd', 'webauthn'])
  })

  it('ends in no session before one is added, and in one after', async () => {
    const { challenge } = await begin()
    expect((await call('POST /v1/auth/enrol/complete', { challenge })).body.code).toBe('challenge-ended')
    await enrolApp(challenge)
    expect((await call('POST /v1/auth/enrol/complete', { challenge })).status).toBe(200)
    expect((await call('POST /v1/auth/enrol/complete', { challenge })).body.code).toBe('challenge-ended')
  })

  it('adds one: two sign-ins that were begun at once cannot both', async () => {
    const [one, other] = [await begin(), await begin()]
    await enrolApp(one.challenge)
    expect((await enrolApp(other.challenge)).confirmed.body.code).toBe('challenge-ended')
  })

  it.each([
    ['14:59', 899_000, 200],
    ['15:01', 901_000, 401],
  ])('may take %s minutes', async (_name, waitMs, status) => {
    const { challenge } = await begin()
    ambient.pass(waitMs)
    expect((await call('POST /v1/auth/enrol/totp', { challenge })).status).toBe(status)
  })

  it('is refused a wrong code, and a code of another enrolment', async () => {
    const { challenge } = await begin()
    const [mine, other] = [
      (await call('POST /v1/auth/enrol/totp', { challenge })).body,
      (await call('POST /v1/auth/enrol/totp', { challenge })).body,
    ]
    const confirm = { challenge, enrolment: mine.enrolment, code: codeNow(other.secret), name: 'Phone' }
    const { status, body } = await call('POST /v1/auth/enrol/totp/confirm', confirm)
    expect([status, body]).toMatchObject([400, { errors: [{ path: 'body.code', code: 'wrong-code' }] }])
  })

  it('proves nothing to any other route', async () => {
    const { challenge } = await begin()
    const elsewhere = stack.service.routes
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .filter((route) => routeTable[route] !== 'public')
    expect(elsewhere.length).toBeGreaterThan(10)
    for (const route of [...elsewhere, 'GET /v1/me', 'GET /v1/me/factors', 'POST /v1/me/factors/totp']) {
      const path = route.replaceAll(/\{\w+\}/g, '0192f0c1-7b5e-7c3a-9d2e-3f4a5b6c7d8e')
      const { status } = await call(path, route.startsWith('GET') ? undefined : { challenge }, challenge)
      expect([route, status]).toEqual([route, 401])
    }
    const asFactor = await call('POST /v1/auth/second-factor', { challenge, method: 'totp', code: '123456' })
    expect(asFactor.body.code).toBe('challenge-ended')
  })
})

describe('a tenant that begins to take passkeys alone', () => {
  it('asks who has an app for its code, and then for a passkey', async () => {
    const { tenantId, origin } = await acme(stack)
    const { body: signed } = await call('POST /v1/auth/login', ann)
    const { secret } = await addApp(stack, ambient, signed.accessToken)
    const policy = { ...defaultPolicy, ...factorRules({ requiredFor: ['member'], methods: ['webauthn'] }) }
    await stack.people.commands.changePolicy({ tenantId, policy, reason: null, ticket: null }, origin)
    const asked = await begin()
    expect(asked.methods).toEqual(['totp', 'recovery'])
    const proof = { challenge: asked.challenge, method: 'totp', code: codeNow(secret) }
    const { body: more } = await call('POST /v1/auth/second-factor', proof)
    expect(more).toMatchObject({ code: 'second-factor-required', enrol: true, methods: ['webauthn'] })
    const { body: begun } = await call('POST /v1/auth/enrol/webauthn/options', { challenge: more.challenge })
    const response = softPasskey({ rpId: 'rollcall.test', origin: 'https://rollcall.test' }).create(begun.options)
    const made = { challenge: more.challenge, enrolment: begun.enrolment, response, name: 'Key' }
    expect((await call('POST /v1/auth/enrol/webauthn', made)).status).toBe(200)
    const { body } = await call('POST /v1/auth/enrol/complete', { challenge: more.challenge })
    expect(body.session.methods).toEqual(['pwd', 'totp', 'webauthn'])
  })
})
