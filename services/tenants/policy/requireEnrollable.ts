import { isDeepStrictEqual } from 'node:util'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { refused } from '#services/tenants/passwords/requirePassword.ts'

/** Whether browsers take passkeys at this server's address. Null: that is not known here. */
export type TakenPasskeys = boolean | null

/**
 * Rules that want a second factor of somebody who then cannot add one would keep them out for good, the admins too.
 * @throws CodedError invalid-request
 */
export const requireEnrollable = (
  { secondFactor }: Pick<Policy, 'secondFactor'>,
  before: Pick<Policy, 'secondFactor'>,
  passkeys: TakenPasskeys,
): void => {
  const { requiredFor, methods } = secondFactor
  const canBeAdded = methods.some((method) => method !== 'webauthn' || passkeys !== false)
  if (canBeAdded || requiredFor.length === 0 || isDeepStrictEqual(secondFactor, before.secondFactor)) return
  throw refused(
    'body.policy.secondFactor.methods',
    'passkeys-unavailable',
    'has only passkeys, and browsers take none at this address: passkeys need https. Nobody could add one and sign in.',
  )
}
