import type { Proof } from '#events/session/proofs.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Person, Tenant } from '#services/ports/identity.ts'
import type { FactorKeeping, ProvedIn, SecondFactorProof } from '#services/ports/secondFactors.ts'
import type { OwnOrigin } from '../../endings/ownSessions.ts'
import type { Refusals } from '../../endings/refusals.ts'
import { challengeEnded } from '../secondFactor/challenge.ts'
import { pageOrigins } from '../secondFactor/goOn.ts'

export interface ReauthenticationOrigin extends OwnOrigin {
  page: { origin: string | undefined }
}

export interface ProvingAnew {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'person'>
  factors: FactorKeeping
  /** Counts one more try of a challenge, over all processes. Answers how many are left; less than 0: none was. */
  countTry: (challengeId: string) => Promise<number>
  refusals: Pick<Refusals, 'reauthenticationRefused'>
}

/** What a challenge says of the session that it was made in. */
type Begun = Pick<ProvedIn, 'nonce'> & Record<'id' | 'tenantId' | 'userId' | 'sessionId', string>

/** A challenge is good in the session that it was made in, and in no other. @throws CodedError challenge-ended */
export const requireOwn = (caller: SignedInCaller, begun: Begun): void => {
  const isOwn = begun.sessionId === caller.sessionId && begun.userId === caller.userId
  if (!isOwn || begun.tenantId !== caller.tenantId) throw challengeEnded()
}

/** @throws CodedError not-signed-in */
export const whoProves =
  ({ directory }: Pick<ProvingAnew, 'directory'>) =>
  async ({ tenantId, userId }: SignedInCaller): Promise<{ tenant: Tenant; person: Person }> => {
    const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
    if (tenant === null || person === null) throw new CodedError('not-signed-in')
    return { tenant, person }
  }

/** What is wrong ends nothing. @throws CodedError second-factor-wrong, challenge-ended */
export const proveFactor =
  ({ clock, factors, countTry, refusals }: ProvingAnew) =>
  async (
    caller: SignedInCaller,
    proof: SecondFactorProof,
    { begun, isAlone, tenant }: { begun: Begun; isAlone: boolean; tenant: Tenant },
    { correlationId, context }: OwnOrigin,
  ): Promise<Proof> => {
    const triesLeft = await countTry(begun.id)
    if (triesLeft < 0) throw challengeEnded()
    const origins = pageOrigins(tenant.clients.get(caller.clientId))
    const how = { challengeId: begun.id, nonce: begun.nonce, origins, isAlone }
    try {
      await factors.prove(caller, proof, how, { actor: actorOf(caller, 'own'), correlationId, context })
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'second-factor-wrong') throw error
      await refusals.reauthenticationRefused(caller, 'second-factor-wrong', { correlationId, context })
      throw new CodedError('second-factor-wrong', { ...error.details, extra: { triesLeft } })
    }
    return { method: proof.method, at: instant(clock) }
  }
