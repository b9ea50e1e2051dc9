import { instant, type Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import {
  type FactorKeeping,
  needsSecondFactor,
  type SecondFactorProof,
  secondFactorRules,
} from '#services/ports/secondFactors.ts'
import type { CompleteSignIn, Grant } from '../completeSignIn.ts'
import type { CompletionOrigin } from '../wantedSession.ts'
import type { FailSignIn } from '../failedSignIns.ts'
import type { Proven } from '../proven.ts'
import { challengeEnded, type Challenges, type WaitingSignIn } from './challenge.ts'
import { pageOrigins, type WhoWaits } from './goOn.ts'
import { enrolmentRequired } from './secondStep.ts'

export interface CompletingFactors {
  clock: Clock
  factors: FactorKeeping
  challenges: Challenges
  /** Counts one more try of a challenge, over all processes. Answers how many are left; less than 0: none was. */
  countTry: (challengeId: string) => Promise<number>
  fail: FailSignIn
  whoWaits: WhoWaits
  completeSignIn: CompleteSignIn
}

export interface SecondFactorGrant {
  grant: Grant
  trusted: { token: string; until: string } | null
}

/** The first factor as it was proved: another password since then ends the sign-in, as in any other. */
const provenWith = (
  { tenant, person }: Pick<Proven, 'tenant' | 'person'>,
  { proofs, secretId }: WaitingSignIn,
  method: string,
  clock: Clock,
): Proven => ({ tenant, person: { ...person, secretId }, proofs: [...proofs, { method, at: instant(clock) }] })

const ownOrigin = (userId: string, { correlationId, context }: CompletionOrigin) => ({
  actor: { kind: 'user', id: userId } as const,
  correlationId,
  context,
})

/** Goes on with a sign-in that waits. */
export const completeSecondFactor = (completing: CompletingFactors) => {
  const { clock, factors, challenges, countTry, fail, whoWaits, completeSignIn } = completing

  const prove = async (waiting: WaitingSignIn, proven: Proven, proof: SecondFactorProof, origin: CompletionOrigin) => {
    const { tenant, person } = proven
    const of = { tenantId: tenant.tenantId, userId: person.userId }
    const origins = pageOrigins(tenant.clients.get(waiting.client))
    const how = { challengeId: waiting.id, nonce: waiting.nonce, origins }
    const triesLeft = await countTry(waiting.id)
    if (triesLeft < 0) throw challengeEnded()
    try {
      await factors.prove(of, proof, how, ownOrigin(of.userId, origin))
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'second-factor-wrong') throw error
      const { client } = waiting
      await fail({ tenant, person, email: person.email, client, cause: 'wrong-second-factor' }, origin)
      throw new CodedError('second-factor-wrong', { ...error.details, extra: { triesLeft } })
    }
  }

  /** A device that could not be trusted is asked again the next time; the person is in all the same. */
  const trust = async (grant: Grant, wants: boolean, origin: CompletionOrigin) => {
    const { trustedDeviceDays: days } = secondFactorRules(grant.tenant)
    if (!wants || days === 0) return null
    const of = { tenantId: grant.tenant.tenantId, userId: grant.person.userId }
    return factors.trust(of, days, ownOrigin(of.userId, origin)).catch(() => null)
  }

  const signIn = (waiting: WaitingSignIn, proven: Proven, inPlaceOf: readonly string[], origin: CompletionOrigin) =>
    completeSignIn(proven, { ...waiting.wanted, client: waiting.client, inPlaceOf }, origin)

  return {
    /** @throws CodedError second-factor-wrong, challenge-ended, second-factor-required (to add another), and as completeSignIn */
    async bySecondFactor(
      { challenge, proof, trustDevice }: { challenge: string; proof: SecondFactorProof; trustDevice: boolean },
      inPlaceOf: readonly string[],
      origin: CompletionOrigin,
    ): Promise<SecondFactorGrant> {
      const waiting = challenges.open('second-factor', challenge, origin.page)
      const who = await whoWaits(waiting, origin)
      const proven = provenWith(who, waiting, proof.method, clock)
      await prove(waiting, proven, proof, origin)
      const rules = secondFactorRules(who.tenant)
      const isTaken = proof.method === 'recovery' || rules.methods.includes(proof.method)
      if (!isTaken && needsSecondFactor(rules, who.person.roles)) {
        const { typed, wanted, client, device, origin: from } = waiting
        throw enrolmentRequired(completing, { proven, typed, wanted: { ...wanted, client }, device, origin: from })
      }
      const grant = await signIn(waiting, proven, inPlaceOf, origin)
      return { grant, trusted: await trust(grant, trustDevice, origin) }
    },

    /** With the factor that was added in this sign-in. @throws CodedError challenge-ended, and as completeSignIn */
    async byEnrolment(challenge: string, inPlaceOf: readonly string[], origin: CompletionOrigin): Promise<Grant> {
      const waiting = challenges.open('enrol', challenge, origin.page)
      const who = await whoWaits(waiting, origin)
      const method = await factors.proveByEnrolment(waiting, waiting.id, ownOrigin(waiting.userId, origin))
      return signIn(waiting, provenWith(who, waiting, method, clock), inPlaceOf, origin)
    },
  }
}
export type CompleteSecondFactor = ReturnType<typeof completeSecondFactor>
