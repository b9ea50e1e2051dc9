import type { z } from 'zod'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import type { secondFactorRequiredShape, SecondProof } from '#events/wire/factors.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Tenant } from '#services/ports/identity.ts'
import { type FactorKeeping, type SecondFactors, secondFactorRules } from '#services/ports/secondFactors.ts'
import type { Challenges } from './challenge.ts'

type RequiredFactor = z.infer<typeof secondFactorRequiredShape>

export const required = (about: RequiredFactor): CodedError =>
  new CodedError('second-factor-required', { extra: { ...about } })

/** What the person has that the tenant takes, else what they have: whoever added something is asked for it. */
const methodsOf = ({ enrolled }: SecondFactors, allowed: readonly SecondFactorMethod[]): SecondFactorMethod[] => {
  const has = [...new Set(enrolled.map(({ method }) => method))]
  const taken = has.filter((method) => allowed.includes(method))
  return taken.length > 0 ? taken : has
}

/** What a person can prove a second factor with now. Empty: they have none. */
export const provableBy = (
  known: SecondFactors,
  { methods: allowed }: { methods: readonly SecondFactorMethod[] },
  { takesPasskeys }: Pick<FactorKeeping, 'takesPasskeys'>,
): SecondProof[] => {
  const { enrolled, recovery } = known
  if (enrolled.length === 0) return []
  const hasCodes = recovery !== null && recovery.used.length < recovery.count
  return [
    ...methodsOf(known, allowed).filter((method) => takesPasskeys || method !== 'webauthn'),
    ...(hasCodes ? (['recovery'] as const) : []),
  ]
}

/** What somebody who has a second factor is asked for it with. No device is trusted by it. */
export const askFor = async (
  factors: FactorKeeping,
  { tenant, userId }: { tenant: Tenant; userId: string },
  known: SecondFactors,
  { challenge, nonce, expiresAt }: ReturnType<Challenges['seal']>,
): Promise<RequiredFactor> => {
  const methods = provableBy(known, secondFactorRules(tenant), factors)
  const of = { tenantId: tenant.tenantId, userId }
  const webauthn = methods.includes('webauthn') ? await factors.passkeyRequest(of, known.enrolled, { nonce }) : null
  return { challenge, expiresAt, methods, trustDeviceDays: 0, ...(webauthn === null ? {} : { webauthn }) }
}
