import type { z } from 'zod'
import type { begunPasskeyShape, begunTotpShape, enrolledFactorShape } from '#events/wire/factors.ts'
import type { Grant } from '../session/grant.ts'
import type { SessionClient } from '../session/sessionClient.ts'
import { ask, enter } from './enter.ts'
import { makePasskey } from './passkeys.ts'

export type BegunTotp = z.infer<typeof begunTotpShape>
type BegunPasskey = z.infer<typeof begunPasskeyShape>
/** `recoveryCodes` are for the person to keep: nobody can show them again. */
export type EnrolledFactor = z.infer<typeof enrolledFactorShape>

/**
 * Adds a first factor in the middle of a sign-in, where the tenant's rules want one: what `RequiredFactor.enrol` asks for. Nobody is signed
 * in by it before `complete`.
 */
export const enrolAtSignIn = (client: SessionClient, challenge: string) => ({
  beginTotp: (): Promise<BegunTotp> => ask(client, '/v1/auth/enrol/totp', { challenge }),
  /** `code`: one that the app shows. @throws ApiError `wrong-state`, `challenge-ended` */
  confirmTotp: (made: { enrolment: string; code: string; name: string }): Promise<EnrolledFactor> =>
    ask(client, '/v1/auth/enrol/totp/confirm', { challenge, ...made }),
  /** @throws PasskeyError, ApiError */
  async addPasskey(name: string): Promise<EnrolledFactor> {
    const begun = await ask<BegunPasskey>(client, '/v1/auth/enrol/webauthn/options', { challenge })
    const response = await makePasskey(begun.options)
    return ask(client, '/v1/auth/enrol/webauthn', { challenge, enrolment: begun.enrolment, response, name })
  },
  /** Signs in with the factor that was added. */
  complete: (): Promise<Grant> => enter(client, '/v1/auth/enrol/complete', { challenge }),
})
