import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { sessionStream } from '#events/streams.ts'
import { eventually } from '../../support/eventually.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { newEvent } from '../../support/newEvent.ts'
import { acme, login, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const maxAgeMs = defaultPolicy.reauthentication.maxAgeSeconds * 1_000
const ambient = testAmbient()
let stack: Stack

beforeAll(async () => {
  stack = await sessionStack(memoryInstallation(), ambient)
  await acme(stack)
})
afterAll(() => stack.stop())

interface Granted {
  accessToken: string
  refreshToken: string
  session: { id: string }
  tenant: { id: string }
  user: { id: string }
}
const signIn = async () => (await login(stack)).body as { accessToken: string; refreshToken: string; session: object }
const askForEmail = (token: string) =>
  stack.call('POST /v1/me/email', { token, body: { email: 'new@acme.test', password } })
const reauthenticate = (token: string, typed = password) =>
  stack.call('POST /v1/auth/reauthenticate', { token, body: { password: typed } })
const events = async (type: string) =>
  (await stack.installation.store.readAll({ after: 0, limit: 10_000 })).filter((event) => event.type === type)

describe('what is sensitive', () => {
  it('is done until a second before the proof is too old, and refused from a second after', async () => {
    const { accessToken } = await signIn()
    ambient.pass(maxAgeMs - 1_000)
    expect((await askForEmail(accessToken)).status).toBe(202)
    ambient.pass(2_000)
    const { status, body, headers } = await askForEmail(accessToken)
    expect([status, body.code]).toEqual([401, 'reauthentication-required'])
    expect(body).toMatchObject({ maxAgeSeconds: maxAgeMs / 1_000, methods: ['pwd'] })
    expect(headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication", error_description="[^"]+", max_age="300"$/,
    )
  })

  it('is no less refused after a refresh, which proves nothing', async () => {
    const { refreshToken } = await signIn()
    ambient.pass(maxAgeMs + 1_000)
    const refreshed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken } })
    const { body } = await askForEmail((refreshed.body as unknown as { accessToken: string }).accessToken)
    expect(body.code).toBe('reauthentication-required')
  })

  it('is done with the token of a new proof, and not with the one before', async () => {
    const { accessToken, refreshToken } = await signIn()
    ambient.pass(maxAgeMs + 60_000)
    const { status, body } = await reauthenticate(accessToken)
    const proved = body as unknown as { accessToken: string; session: { authTime: string; methods: string[] } }
    expect(status).toBe(200)
    expect(proved.session).toMatchObject({ methods: ['pwd'], authTime: new Date(ambient.clock.now()).toISOString() })
    expect(decodeJwt(proved.accessToken)['auth_time']).toBe(Math.floor(ambient.clock.now() / 1_000))
    expect((await askForEmail(proved.accessToken)).status).toBe(202)
    // Whoever holds the older token has proved nothing.
    expect((await askForEmail(accessToken)).body.code).toBe('reauthentication-required')
    const refreshed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken } })
    expect((await askForEmail((refreshed.body as unknown as { accessToken: string }).accessToken)).status).toBe(202)
  })
})

describe('a wrong password', () => {
  it('is a mistake at its field; the session goes on, and the log has it once a minute', async () => {
    const { accessToken } = await signIn()
    const before = (await events('ReauthenticationRefused')).length
    for (const typed of ['wrong', 'also wrong']) {
      const { status, body } = await reauthenticate(accessToken, typed)
      expect([status, body.code]).toEqual([400, 'invalid-request'])
      expect(body['errors']).toEqual([
        { path: 'body.password', code: 'wrong-password', message: 'The password is wrong.' },
      ])
    }
    expect((await stack.call('GET /v1/auth/session', { token: accessToken })).status).toBe(200)
    const refused = await events('ReauthenticationRefused')
    expect(refused).toHaveLength(before + 1)
    expect(refused.at(-1)?.data).toMatchObject({ cause: 'wrong-password' })
  })
})

describe('a session that has ended', () => {
  it('is not brought back by a proof', async () => {
    const { accessToken } = await signIn()
    await stack.call('POST /v1/auth/logout', { token: accessToken })
    expect((await reauthenticate(accessToken)).body.code).toBe('session-ended')
  })
})

describe('a session whose person has to prove themselves anew', () => {
  const stepUp = async (sessionId: string, tenantId: string, userId: string) => {
    const { store } = stack.installation
    const stream = sessionStream(tenantId, sessionId)
    const revision = await store.streamEnd(stream)
    const at = new Date(ambient.clock.now()).toISOString()
    const event = newEvent('StepUpRequired', { sessionId, userId, because: 'anomaly' }, { tenantId, at, context: null })
    await store.append(stream, [event], revision)
  }
  const codeOf = async (request: string, token: string) => (await stack.call(request, { token })).body.code

  it('does nothing before, with the tokens it has and those it gets; then it goes on', async () => {
    const signedIn = (await login(stack)).body as unknown as Granted
    const { accessToken, refreshToken } = signedIn
    expect(await codeOf('DELETE /v1/me/email', accessToken)).not.toBe('reauthentication-required')
    ambient.pass(60_000)
    await stepUp(signedIn.session.id, signedIn.tenant.id, signedIn.user.id)
    await eventually(async () =>
      expect(await codeOf('DELETE /v1/me/email', accessToken)).toBe('reauthentication-required'),
    )
    expect(await codeOf('GET /v1/me', accessToken)).toBeUndefined()
    const refreshed = (await stack.call('POST /v1/auth/refresh', { body: { refreshToken } })).body as unknown as Granted
    expect(decodeJwt(refreshed.accessToken)['must_reauthenticate']).toBe(true)
    expect(await codeOf('DELETE /v1/me/email', refreshed.accessToken)).toBe('reauthentication-required')
    const { body } = await reauthenticate(refreshed.accessToken)
    const proved = body as unknown as Granted
    expect(decodeJwt(proved.accessToken)).not.toHaveProperty('must_reauthenticate')
    expect(await codeOf('DELETE /v1/me/email', proved.accessToken)).not.toBe('reauthentication-required')
    // A copy of the older token that a thief has is no better for it.
    expect(await codeOf('DELETE /v1/me/email', accessToken)).toBe('reauthentication-required')
  })

  it('is one from the second of its sign-in on, in which rules already act', async () => {
    const signedIn = (await login(stack)).body as unknown as Granted
    await stepUp(signedIn.session.id, signedIn.tenant.id, signedIn.user.id)
    await eventually(async () =>
      expect(await codeOf('DELETE /v1/me/email', signedIn.accessToken)).toBe('reauthentication-required'),
    )
    const { accessToken } = (await reauthenticate(signedIn.accessToken)).body as unknown as Granted
    expect(await codeOf('DELETE /v1/me/email', accessToken)).not.toBe('reauthentication-required')
  })
})
