import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import type { CodedError } from '#services/ports/errors.ts'
import {
  type FactorKeeping,
  needsSecondFactor,
  type SecondFactors,
  secondFactorRules,
} from '#services/ports/secondFactors.ts'
import type { WantedSession } from '../wantedSession.ts'
import type { Proven } from '../proven.ts'
import { askFor, required } from './askFor.ts'
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

const waitingOf = ({ proven, typed, wanted, device, origin }: Omit<FirstStep, 'shownTrust'>) => {
  const { client, remember, transport, lifetime } = wanted
  return {
    tenantId: proven.tenant.tenantId,
    userId: proven.person.userId,
    secretId: proven.person.secretId,
    proofs: [...proven.proofs],
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
    const sealed = challenges.seal('second-factor', waitingOf(step))
    const asked = await askFor(factors, { tenant, userId: person.userId }, known, sealed)
    return required({ ...asked, trustDeviceDays: secondFactorRules(tenant).trustedDeviceDays })
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
