import type { z } from 'zod'
import type { secondFactorGrantShape, secondFactorRequiredShape } from '#events/wire/factors.ts'
import type { ApiError } from '../session/problem.ts'
import type { SessionClient } from '../session/sessionClient.ts'
import { proveAnew } from '../reauthenticate/reauthenticate.ts'
import { enter } from './enter.ts'
import type { ShownPasskey } from './passkeyShapes.ts'

/**
 * What a sign-in still lacks when the password is right. `challenge` is good for this one sign-in, until `expiresAt`. With `enrol` the
 * person has no second factor yet and the tenant's rules want one.
 */
export type RequiredFactor = z.infer<typeof secondFactorRequiredShape>
/** `trustedDevice`: bearer clients send its `token` with their next sign-ins; a browser keeps it in a cookie. */
export type FactorGrant = z.infer<typeof secondFactorGrantShape>

const isRequired = (extra: Readonly<Record<string, unknown>>): extra is RequiredFactor =>
  typeof extra['challenge'] === 'string' && Array.isArray(extra['methods'])

/** What a refused sign-in lacks; null: it was refused for another reason. */
export const requiredFactor = (error: unknown): RequiredFactor | null => {
  // Known by its fields: the class would have to be shared with the session client, which grows by that.
  const { code, extra } = (error ?? {}) as Partial<ApiError>
  return code === 'second-factor-required' && extra !== undefined && isRequired(extra) ? extra : null
}

/** What proves a second factor, for what `challenge` began. */
export type ShownFactor = { challenge: string } & (
  { method: 'totp' | 'recovery'; code: string } | { method: 'webauthn'; response: ShownPasskey }
)
export type FactorProof = ShownFactor & { trustDevice?: boolean }

/**
 * Goes on with the sign-in that the challenge is of.
 * @throws ApiError `second-factor-wrong` with `triesLeft`, `challenge-ended`, ...
 */
export const completeSecondFactor = (client: SessionClient, proof: FactorProof): Promise<FactorGrant> =>
  enter(client, '/v1/auth/second-factor', proof)

/**
 * Goes on with a new proof of who is signed in, whose password was right: `requiredFactor` of what `reauthenticate` threw says what it lacks.
 * No device is trusted by it.
 * @throws ApiError `second-factor-wrong` with `triesLeft`, `challenge-ended`, ...
 */
export const reauthenticateWithFactor = (client: SessionClient, proof: ShownFactor): Promise<void> =>
  proveAnew(client, '/v1/auth/reauthenticate/second-factor', proof)
