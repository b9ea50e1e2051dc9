import type { z } from 'zod'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import type { secondFactorRequiredShape, SecondProof } from '#events/wire/factors.ts'
import { CodedError } from '#services/ports/errors.ts'
import {
  type FactorKeeping,
  needsSecondFactor,
  type SecondFactors,
  secondFactorRules,
} from '#services/ports/secondFactors.ts'
import type { WantedSession } from '../wantedSession.ts'
import type { Proven } from '../proven.ts'
import type { Challenges, WaitingSignIn } from './challenge.ts'

/** A sign-in whose first factor is proved. */
export interface FirstStep {
  proven: Proven
  typed: WaitingSignIn['typed']
  wanted: Pick<WantedSession, 'client' | 'remember' | 'transport' | 'lifetime'>
  device: WaitingSignIn['device']
  origin: string | null
  /** What a trusted device shows in place of a second factor. */
  shownTrust: string | undefined
}

type Required = z.infer<typeof secondFactorRequiredShape>

const required = (about: Required): CodedError => new CodedError('second-factor-required', { extra: { ...about } })

const waitingOf = ({ proven, typed, wanted, device, origin }: Omit<FirstStep, 'shownTrust'>) => {
  const { client, remember, transport, lifetime } = wanted
  return {
    tenantId: proven.tenant.tenantId,
    userId: proven.person.userId,
    secretId: proven.person.secretId,
    methods: [...proven.methods],
    typed,
    client,
    wanted: { remember, transport, lifetime },
    device,
    origin,
  }
}

export interface SecondStepNeeds {
  factors: FactorKeeping
  challenges: Challenges
}

/** What the person has that the tenant takes, else what they have: whoever added something is asked for it. */
const methodsOf = ({ enrolled }: SecondFactors, allowed: readonly SecondFactorMethod[]): SecondFactorMethod[] => {
  const has = [...new Set(enrolled.map(({ method }) => method))]
  const taken = has.filter((method) => allowed.includes(method))
  return taken.length > 0 ? taken : has
}

/** What a person may add where browsers may take no passkeys. */
export const addable = (
  { takesPasskeys }: Pick<FactorKeeping, 'takesPasskeys'>,
  allowed: readonly SecondFactorMethod[],
): SecondFactorMethod[] => allowed.filter((method) => takesPasskeys || method !== 'webauthn')

/** The person has to add a second factor to go on. */
export const enrolmentRequired = (
  { factors, challenges }: SecondStepNeeds,
  step: Omit<FirstStep, 'shownTrust'>,
): CodedError => {
  const { methods } = secondFactorRules(step.proven.tenant)
  const { challenge, expiresAt } = challenges.seal('enrol', waitingOf(step))
  return required({ challenge, expiresAt, enrol: true, methods: addable(factors, methods), trustDeviceDays: 0 })
}

/**
 * Asks for a second factor where the person has one, or the tenant's rules want one of them. Answers where nothing is asked.
 * @throws CodedError second-factor-required
 */
export const secondStep = (needs: SecondStepNeeds) => {
  const { factors, challenges } = needs

  const ask = async (step: FirstStep, known: SecondFactors): Promise<CodedError> => {
    const { tenant, person } = step.proven
    const rules = secondFactorRules(tenant)
    const of = { tenantId: tenant.tenantId, userId: person.userId }
    const { challenge, nonce, expiresAt } = challenges.seal('second-factor', waitingOf(step))
    const has = methodsOf(known, rules.methods)
    const webauthn = has.includes('webauthn') ? await factors.passkeyRequest(of, known.enrolled, nonce) : null
    const hasCodes = known.recovery !== null && known.recovery.used.length < known.recovery.count
    const methods: SecondProof[] = [
      ...has.filter((method) => method !== 'webauthn' || webauthn !== null),
      ...(hasCodes ? (['recovery'] as const) : []),
    ]
    const { trustedDeviceDays: trustDeviceDays } = rules
    return required({ challenge, expiresAt, methods, trustDeviceDays, ...(webauthn === null ? {} : { webauthn }) })
  }

  return async (step: FirstStep): Promise<void> => {
    const { tenant, person } = step.proven
    const rules = secondFactorRules(tenant)
    const of = { tenantId: tenant.tenantId, userId: person.userId }
    const known = await factors.factorsOf(of)
    if (known.enrolled.length === 0) {
      if (needsSecondFactor(rules, person.roles)) throw enrolmentRequired(needs, step)
      return
    }
    const { trustedDeviceDays: days } = rules
    if (step.shownTrust !== undefined && days > 0 && (await factors.isTrusted(of, step.shownTrust, days))) return
    throw await ask(step, known)
  }
}
export type SecondStep = ReturnType<typeof secondStep>
