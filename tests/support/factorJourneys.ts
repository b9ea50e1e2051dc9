import type { Policy } from '#events/tenant/policy/sections.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { login, type Stack } from './sessionStack.ts'
import type { SoftPasskey } from './softPasskey.ts'
import type { TestAmbient } from './testAmbient.ts'
import { codeOf } from './totpCodes.ts'

/** The rules of second factors, with some of them changed. */
export const factorRules = (change: Partial<Policy['secondFactor']>): Partial<Policy> => ({
  secondFactor: { ...defaultPolicy.secondFactor, ...change },
})

/** What an answer of these routes may hold, as far as tests look into it. */
export interface FactorReply {
  code: string
  accessToken: string
  challenge: string
  methods: string[]
  enrolment: string
  secret: string
  uri: string
  enrol?: true
  triesLeft: number
  trustDeviceDays: number
  recoveryCodes: string[]
  factor: { id: string; method: string; name: string }
  webauthn: { challenge: string; allowCredentials: { id: string }[] }
  options: { challenge: string; [member: string]: unknown }
  session: { id: string; methods: string[] }
  trustedDevice: { token: string; until: string }
  items: { id: string; method: string; name: string; lastUsedAt: string | null }[]
}

/** Calls a route and answers its body as one of these. */
export const calling =
  (stack: Stack) =>
  async (
    request: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: FactorReply; headers: Headers }> => {
    const reply = await stack.call(request, { body, token, headers })
    return { ...reply, body: reply.body as unknown as FactorReply }
  }

/** Signs in with the password alone, for who has no second factor yet. */
export const signedIn = async (stack: Stack): Promise<string> => (await login(stack)).body.accessToken

/** Adds an app for codes to the person whose token it is. The clock is moved on, so that its next code is a new one. */
export const addApp = async (stack: Stack, ambient: TestAmbient, token: string) => {
  const call = calling(stack)
  const { body: begun } = await call('POST /v1/me/factors/totp', undefined, token)
  const code = codeOf(begun.secret, ambient.clock.now())
  const confirm = { enrolment: begun.enrolment, code, name: 'Phone' }
  const { body } = await call('POST /v1/me/factors/totp/confirm', confirm, token)
  ambient.pass(60_000)
  return { secret: begun.secret, uri: begun.uri, factorId: body.factor.id, recoveryCodes: body.recoveryCodes }
}

export const addPasskey = async (stack: Stack, passkey: SoftPasskey, token: string) => {
  const call = calling(stack)
  const { body: begun } = await call('POST /v1/me/factors/webauthn/options', undefined, token)
  const made = { enrolment: begun.enrolment, response: passkey.create(begun.options), name: 'Laptop' }
  return call('POST /v1/me/factors/webauthn', made, token)
}
