import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addApp, addPasskey, calling, factorRules, type FactorReply, signedIn } from '../../support/factorJourneys.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { acme, login, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { softPasskey, type SoftPasskey } from '../../support/softPasskey.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'
import { codeOf } from '../../support/totpCodes.ts'

const rollcall = { rpId: 'rollcall.test', origin: 'https://rollcall.test' }
const tooOldMs = 301_000

let ambient: TestAmbient
let stack: Stack
let call: ReturnType<typeof calling>
let people: Awaited<ReturnType<typeof acme>>
/** Of a session that began with the password alone. */
let token: string
const begin = async (more: Parameters<typeof factorRules>[0] = {}) => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  people = await acme(stack, factorRules(more))
  call = calling(stack)
  token = await signedIn(stack)
}
afterEach(() => stack.stop())

const byPassword = (typed = password, of = token) => call('POST /v1/auth/reauthenticate', { password: typed }, of)
const byFactor = (challenge: string, proof: object, of = token) =>
  call('POST /v1/auth/reauthenticate/second-factor', { challenge, ...proof }, of)
const passkeyOptions = async (of = token) =>
  (await call('POST /v1/auth/reauthenticate/passkey/options', undefined, of)).body
const byPasskey = (challenge: string, response: object, of = token) =>
  call('POST /v1/auth/reauthenticate/passkey', { challenge, response }, of)
/** Something sensitive. */
const makeCodes = (of: string) => call('POST /v1/me/factors/recovery-codes', undefined, of)
const events = async (type: string) =>
  (await stack.installation.store.readAll({ after: 0, limit: 1_000 })).filter((event) => event.type === type)
const amrOf = ({ accessToken }: FactorReply) => decodeJwt(accessToken)['amr']

describe('somebody with an app for codes', () => {
  let secret: string
  let recoveryCodes: string[]
  beforeEach(async () => {
    await begin()
    ;({ secret, recoveryCodes } = await addApp(stack, ambient, token))
    ambient.pass(tooOldMs)
  })
  const codeNow = () => codeOf(secret, ambient.clock.now())

  it('is told that it takes both, and that it takes two factors', async () => {
    const { status, body, headers } = await makeCodes(token)
    expect([status, body.code]).toEqual([401, 'reauthentication-required'])
    expect(body).toMatchObject({
      maxAgeSeconds: 300,
      methods: ['pwd', 'totp', 'recovery'],
      ways: [
        ['pwd', 'totp'],
        ['pwd', 'recovery'],
      ],
      acrValues: ['urn:rollcall:acr:multi-factor'],
    })
    expect(headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication", .*max_age="300", acr_values="urn:rollcall:acr:multi-factor"$/,
    )
  })

  it('has proved nothing by the password alone', async () => {
    const { status, body, headers } = await byPassword()
    expect([status, body.code]).toEqual([401, 'second-factor-required'])
    expect(body).toMatchObject({ methods: ['totp', 'recovery'], trustDeviceDays: 0 })
    expect(headers.get('www-authenticate')).toContain('insufficient_user_authentication')
    expect(await events('SessionReauthenticated')).toEqual([])
    expect((await makeCodes(token)).body.code).toBe('reauthentication-required')
  })

  it('goes on with the code, in a token and a session that tell of both and of when', async () => {
    const typedAt = new Date(ambient.clock.now()).toISOString()
    const { body: asked } = await byPassword()
    ambient.pass(20_000)
    const { status, body } = await byFactor(asked.challenge, { method: 'totp', code: codeNow() })
    expect(status).toBe(200)
    const at = new Date(ambient.clock.now()).toISOString()
    expect(body.session).toMatchObject({
      methods: ['pwd', 'totp'],
      authTime: at,
      proofs: [
        { method: 'pwd', at: typedAt },
        { method: 'totp', at },
      ],
    })
    expect(decodeJwt(body.accessToken)).toMatchObject({
      amr: ['pwd', 'otp', 'mfa'],
      acr: 'urn:rollcall:acr:multi-factor',
      auth_time: Math.floor(ambient.clock.now() / 1_000),
    })
    expect((await makeCodes(body.accessToken)).status).toBe(200)
  })

  it('goes on with a recovery code, once', async () => {
    const recovery = { method: 'recovery', code: recoveryCodes[0] }
    expect((await byFactor((await byPassword()).body.challenge, recovery)).status).toBe(200)
    expect((await byFactor((await byPassword()).body.challenge, recovery)).body.code).toBe('second-factor-wrong')
  })

  it('has five tries with one password, and stays signed in; the log has it once a minute', async () => {
    const { body } = await byPassword()
    const left = []
    for (let attempt = 0; attempt < 5; attempt += 1)
      left.push((await byFactor(body.challenge, { method: 'recovery', code: 'aaaaa-aaaaa' })).body.triesLeft)
    expect(left).toEqual([4, 3, 2, 1, 0])
    expect((await byFactor(body.challenge, { method: 'totp', code: codeNow() })).body.code).toBe('challenge-ended')
    expect((await call('GET /v1/auth/session', undefined, token)).status).toBe(200)
    const refused = await events('ReauthenticationRefused')
    expect(refused.map(({ data }) => data)).toMatchObject([{ cause: 'second-factor-wrong' }])
  })

  it('is counted with the guesses at sign-in: by the same tenant, person and device', async () => {
    const { body: signIn } = await login(stack, { device: { id: 'own phone' } })
    const { body: stepUp } = await byPassword()
    const typed = { tenant: 'acme', email: 'ann@acme.test' }
    expect(stack.service.waitingSignIn({ challenge: signIn['challenge'] })).toEqual({ ...typed, device: 'own phone' })
    expect(stack.service.waitingSignIn({ challenge: stepUp.challenge })).toEqual({ ...typed, device: null })
    expect(stack.service.waitingSignIn({ challenge: 'made up' })).toBeNull()
  })

  it('uses a code once, whether to sign in or to prove it again', async () => {
    const code = codeNow()
    const { body: first } = await byPassword()
    expect((await byFactor(first.challenge, { method: 'totp', code })).status).toBe(200)
    const { body: asked } = await login(stack)
    const signingIn = { challenge: asked['challenge'], method: 'totp', code }
    expect((await call('POST /v1/auth/second-factor', signingIn)).body.code).toBe('second-factor-wrong')
  })

  it('goes on once, for five minutes, in the session that began, and after no other password', async () => {
    const { body: late } = await byPassword()
    ambient.pass(tooOldMs)
    expect((await byFactor(late.challenge, { method: 'totp', code: codeNow() })).body.code).toBe('challenge-ended')
    const { body: asked } = await byPassword()
    const signingIn = await login(stack)
    const { body: other } = await call('POST /v1/auth/second-factor', {
      challenge: signingIn.body['challenge'],
      method: 'totp',
      code: codeNow(),
    })
    ambient.pass(30_000)
    const proof = { method: 'totp', code: codeNow() }
    expect((await byFactor(asked.challenge, proof, other.accessToken)).body.code).toBe('challenge-ended')
    const { body: proved } = await byFactor(asked.challenge, proof)
    ambient.pass(30_000)
    expect((await byFactor(asked.challenge, { method: 'totp', code: codeNow() })).body.code).toBe('challenge-ended')
    const { body: before } = await byPassword()
    const change = { current: password, next: 'another horse battery' }
    expect((await call('POST /v1/auth/password', change, proved.accessToken)).status).toBe(204)
    const after = await byFactor(before.challenge, { method: 'totp', code: codeNow() })
    expect(after.body.code).toBe('challenge-ended')
  })

  it('cannot sign in with what a new proof began, nor prove anew with what a sign-in began', async () => {
    const { body: stepUp } = await byPassword()
    const proof = { method: 'totp', code: codeNow() }
    expect((await call('POST /v1/auth/second-factor', { challenge: stepUp.challenge, ...proof })).body.code).toBe(
      'challenge-ended',
    )
    const { body: signIn } = await login(stack)
    expect((await byFactor(signIn['challenge'] as string, proof)).body.code).toBe('challenge-ended')
  })

  it('has not proved enough by a sign-in on a device that is trusted', async () => {
    await stack.stop()
    await begin({ trustedDeviceDays: 30 })
    ;({ secret } = await addApp(stack, ambient, token))
    const { body: asked } = await login(stack)
    const second = { challenge: asked['challenge'], method: 'totp', code: codeNow(), trustDevice: true }
    const { body: trusted } = await call('POST /v1/auth/second-factor', second)
    expect((await makeCodes(trusted.accessToken)).status).toBe(200)
    ambient.pass(60_000)
    const { body } = await login(stack, { trustedDevice: trusted.trustedDevice.token })
    expect(decodeJwt(body.accessToken)['acr']).toBe('urn:rollcall:acr:single-factor')
    expect((await makeCodes(body.accessToken)).body.code).toBe('reauthentication-required')
  })
})

describe('somebody with a passkey', () => {
  let passkey: SoftPasskey
  beforeEach(async () => {
    await begin()
    passkey = softPasskey(rollcall)
    await addPasskey(stack, passkey, token)
    ambient.pass(tooOldMs)
  })

  it('is told that it alone is enough', async () => {
    expect((await makeCodes(token)).body).toMatchObject({
      ways: [['webauthn'], ['pwd', 'webauthn'], ['pwd', 'recovery']],
    })
  })

  it('goes on with it alone, though the session began by it and without a password', async () => {
    const { body: asked } = await call('POST /v1/auth/passkey/options', { tenant: 'acme', client: 'phone' })
    const shown = { tenant: 'acme', client: 'phone', challenge: asked.challenge, response: passkey.get(asked.options) }
    const { body: signIn } = await call('POST /v1/auth/passkey', shown)
    expect(amrOf(signIn)).toEqual(['swk', 'user', 'mfa'])
    ambient.pass(tooOldMs)
    expect((await makeCodes(signIn.accessToken)).body.code).toBe('reauthentication-required')
    const { challenge, options } = await passkeyOptions(signIn.accessToken)
    expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [{ id: passkey.id }] })
    const { status, body } = await byPasskey(challenge, passkey.get(options), signIn.accessToken)
    expect(status).toBe(200)
    expect(body.session.methods).toEqual(['webauthn'])
    expect((await makeCodes(body.accessToken)).status).toBe(200)
  })

  it('tells in the token of the newest proof alone; the session keeps all', async () => {
    const { challenge, options } = await passkeyOptions()
    const { body } = await byPasskey(challenge, passkey.get(options))
    expect(amrOf(body)).toEqual(['swk', 'user', 'mfa'])
    expect(body.session.methods).toEqual(['pwd', 'webauthn'])
  })

  it('must have unlocked it where it stands alone; beside the password a touch is enough', async () => {
    const { challenge, options } = await passkeyOptions()
    const touched = await byPasskey(challenge, passkey.get(options, { asksForPin: false }))
    expect(touched.body).toMatchObject({ code: 'second-factor-wrong', triesLeft: 4 })
    const { body: asked } = await byPassword()
    const beside = { method: 'webauthn', response: passkey.get(asked.webauthn, { asksForPin: false }) }
    expect((await byFactor(asked.challenge, beside)).status).toBe(200)
  })

  it('shows what was asked for, in the session that asked', async () => {
    const { challenge, options } = await passkeyOptions()
    const { body: other } = await passkeyOptions().then(({ options: others }) =>
      byPasskey(challenge, passkey.get(others)),
    )
    expect(other.code).toBe('second-factor-wrong')
    await people.add('bob@acme.test')
    const { accessToken } = (await login(stack, { email: 'bob@acme.test' })).body
    expect((await byPasskey(challenge, passkey.get(options), accessToken)).body.code).toBe('challenge-ended')
  })
})

describe('a tenant that wants more than a passkey', () => {
  it('asks for the password too', async () => {
    await begin({ passkeySignIn: false })
    const passkey = softPasskey(rollcall)
    await addPasskey(stack, passkey, token)
    ambient.pass(tooOldMs)
    expect((await makeCodes(token)).body).toMatchObject({
      ways: [
        ['pwd', 'webauthn'],
        ['pwd', 'recovery'],
      ],
    })
    const { challenge, options } = await passkeyOptions()
    expect(options).toBeNull()
    const { body } = await byPasskey(challenge, passkey.get({ challenge: 'AAAA' }))
    expect(body.code).toBe('passkey-refused')
  })
})

describe('somebody without a second factor', () => {
  it('proves the password, where the rules want a factor too', async () => {
    await begin()
    ambient.pass(tooOldMs)
    expect((await call('POST /v1/me/factors/totp', undefined, token)).body).toMatchObject({ ways: [['pwd']] })
    const { status, body } = await byPassword()
    expect(status).toBe(200)
    expect(amrOf(body)).toEqual(['pwd'])
    expect((await call('POST /v1/me/factors/totp', undefined, body.accessToken)).status).toBe(200)
    expect((await passkeyOptions()).options).toBeNull()
  })

  it('is asked for no factor that they add within their last proof', async () => {
    await begin()
    await addApp(stack, ambient, token)
    expect((await makeCodes(token)).status).toBe(200)
  })
})
