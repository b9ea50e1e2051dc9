import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { addApp, addPasskey, calling, factorRules, signedIn } from '../../support/factorJourneys.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { softPasskey, type SoftPasskey } from '../../support/softPasskey.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

const rollcall = { rpId: 'rollcall.test', origin: 'https://rollcall.test' }

let ambient: TestAmbient
let stack: Stack
let call: ReturnType<typeof calling>
let people: Awaited<ReturnType<typeof acme>>
let passkey: SoftPasskey
let token: string
const begin = async (more: Partial<Parameters<typeof factorRules>[0]> = {}) => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  people = await acme(stack, factorRules(more))
  call = calling(stack)
  passkey = softPasskey(rollcall)
  token = await signedIn(stack)
}
afterEach(() => stack.stop())

const ann = { tenant: 'acme', email: 'ann@acme.test', password, client: 'phone' }
const ask = async () => (await call('POST /v1/auth/login', ann)).body
type Shown = ReturnType<SoftPasskey['get']>
const prove = (challenge: string, response: Shown) =>
  call('POST /v1/auth/second-factor', { challenge, method: 'webauthn', response })
const options = async (change: Record<string, unknown> = {}) =>
  (await call('POST /v1/auth/passkey/options', { tenant: 'acme', client: 'phone', ...change })).body
const signInBy = (challenge: string, response: Shown, change: Record<string, unknown> = {}) =>
  call('POST /v1/auth/passkey', { tenant: 'acme', client: 'phone', challenge, response, ...change })
const failures = async () =>
  (await stack.installation.store.readAll({ after: 0, limit: 1_000 })).flatMap((event) =>
    event.type === 'LoginFailed' ? [event.data.cause] : [],
  )

describe('a passkey as a second factor', () => {
  beforeEach(async () => {
    await begin()
    await addPasskey(stack, passkey, token)
  })

  it('is asked for after the password, and signs in', async () => {
    const asked = await ask()
    expect(asked).toMatchObject({
      methods: ['webauthn', 'recovery'],
      webauthn: { allowCredentials: [{ id: passkey.id }] },
    })
    const { status, body } = await prove(asked.challenge, passkey.get(asked.webauthn, { asksForPin: false }))
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['pwd', 'webauthn'])
    expect(decodeJwt(body.accessToken)['amr']).toEqual(['pwd', 'swk', 'user', 'mfa'])
  })

  it('signs 256 bits that are others each time', async () => {
    const nonces = [(await ask()).webauthn, (await ask()).webauthn, (await options()).options].map(
      ({ challenge }) => challenge,
    )
    expect(nonces.map((nonce) => Buffer.from(nonce, 'base64url').length)).toEqual([32, 32, 32])
    expect(new Set(nonces).size).toBe(3)
  })

  it('must have signed this sign-in, for this site, with its own key', async () => {
    const asked = await ask()
    const other = softPasskey(rollcall)
    const stranger = { ...other.get(asked.webauthn), id: passkey.id, rawId: passkey.id }
    const elsewhere = passkey.get(asked.webauthn, { origin: 'https://rollcall.test.evil' })
    const earlier = passkey.get({ challenge: Buffer.alloc(32).toString('base64url') })
    for (const response of [stranger, elsewhere, earlier])
      expect((await prove(asked.challenge, response)).body.code).toBe('second-factor-wrong')
    expect(await failures()).toEqual(['wrong-second-factor', 'wrong-second-factor', 'wrong-second-factor'])
  })

  it('is refused where it has counted less than before, and analysts see it', async () => {
    const first = await ask()
    passkey.counter = 7
    await prove(first.challenge, passkey.get(first.webauthn))
    passkey.counter = 3
    const second = await ask()
    const { body } = await prove(second.challenge, passkey.get(second.webauthn))
    expect(body.code).toBe('second-factor-wrong')
    const events = await stack.installation.store.readAll({ after: 0, limit: 1_000 })
    expect(events.filter(({ type }) => type === 'SecondFactorRefused')).toHaveLength(1)
  })

  it('is added once, by one person', async () => {
    expect((await addPasskey(stack, passkey, token)).body.code).toBe('already-exists')
    await people.add('bob@acme.test')
    const { body: bob } = await call('POST /v1/auth/login', { ...ann, email: 'bob@acme.test' })
    expect((await addPasskey(stack, passkey, bob.accessToken)).body.code).toBe('already-exists')
  })

  it('stands beside an app: either is enough', async () => {
    await addApp(stack, ambient, token)
    const asked = await ask()
    expect(asked.methods).toEqual(['webauthn', 'totp', 'recovery'])
    expect((await prove(asked.challenge, passkey.get(asked.webauthn))).status).toBe(200)
  })
})

describe('a passkey in place of a password', () => {
  beforeEach(async () => {
    await begin()
    await addPasskey(stack, passkey, token)
  })

  it('signs in, as two factors in one', async () => {
    const asked = await options()
    expect(asked.options).toMatchObject({ rpId: 'rollcall.test', userVerification: 'required' })
    expect(asked.options['allowCredentials']).toBeUndefined()
    const { status, body } = await signInBy(asked.challenge, passkey.get(asked.options))
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['webauthn'])
    expect(decodeJwt(body.accessToken)['amr']).toEqual(['swk', 'user', 'mfa'])
  })

  it.each([
    ['4:59', 299_000, 200],
    ['5:01', 301_000, 401],
  ])('may take %s minutes', async (_name, waitMs, status) => {
    const asked = await options()
    ambient.pass(waitMs)
    expect((await signInBy(asked.challenge, passkey.get(asked.options))).status).toBe(status)
  })

  it('must have asked its holder for a PIN or the like', async () => {
    const asked = await options()
    const { status, body } = await signInBy(asked.challenge, passkey.get(asked.options, { asksForPin: false }))
    expect([status, body.code]).toEqual([401, 'invalid-credentials'])
  })

  it('signs in once for each challenge, and for no other tenant or app', async () => {
    const asked = await options()
    const wrong = await signInBy(asked.challenge, passkey.get(asked.options), { tenant: 'globex' })
    expect(wrong.body.code).toBe('challenge-ended')
    const foreign = await signInBy(asked.challenge, passkey.get(asked.options), { client: 'dashboard' })
    expect(foreign.body.code).toBe('challenge-ended')
    expect((await signInBy(asked.challenge, passkey.get(asked.options))).status).toBe(200)
    expect((await signInBy(asked.challenge, passkey.get(asked.options))).body.code).toBe('challenge-ended')
  })

  it('is answered alike whether there is such a tenant or not', async () => {
    const asked = await options({ tenant: 'nobodys' })
    expect(Object.keys(asked).toSorted()).toEqual(['challenge', 'expiresAt', 'options'])
    const { body } = await signInBy(asked.challenge, passkey.get(asked.options), { tenant: 'nobodys' })
    expect(body.code).toBe('invalid-credentials')
  })

  it('lets nobody in who may not sign in', async () => {
    const { tenantId, userId } = people
    const because = { reason: 'gone', message: null, ticket: null }
    await stack.people.commands.disableUser({ tenantId, userId, ...because }, people.origin)
    const asked = await options()
    const { body } = await signInBy(asked.challenge, passkey.get(asked.options))
    expect(body.code).toBe('invalid-credentials')
    expect(await failures()).toEqual(['disabled'])
  })
})

it('wants the password too where the tenant takes no passkey alone', async () => {
  await begin({ passkeySignIn: false })
  await addPasskey(stack, passkey, token)
  const asked = await options()
  const { status, body } = await signInBy(asked.challenge, passkey.get(asked.options))
  expect([status, body.code]).toEqual([403, 'passkey-refused'])
  expect(await failures()).toEqual(['passkey-not-allowed'])
})
