import type { SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import {
  passkeyIsEnough,
  type PasskeyOptions,
  secondFactorRules,
  type ShownPasskey,
} from '#services/ports/secondFactors.ts'
import type { Challenges } from '../secondFactor/challenge.ts'
import type { GoOn, Reauthenticated } from './goOnProved.ts'
import { proveFactor, type ProvingAnew, type ReauthenticationOrigin, requireOwn, whoProves } from './provingAnew.ts'

export interface ProvingByPasskey extends ProvingAnew {
  challenges: Challenges
  goOn: GoOn
}

const notEnough = (): CodedError =>
  new CodedError('passkey-refused', {
    detail: 'Your organisation wants more than a passkey. Confirm with your password, then with the passkey.',
  })

/** A new proof by a passkey in place of everything else, where the tenant takes it as a sign-in too. */
export const reauthenticateByPasskey = (proving: ProvingByPasskey) => {
  const { directory, factors, challenges, goOn } = proving
  const who = whoProves(proving)
  const prove = proveFactor(proving)

  return {
    /** `options` null: the person has no passkey, or it stands for nothing else here, or this server takes none. */
    async beginPasskey(
      { tenantId, userId, sessionId, clientId: client }: SignedInCaller,
      { origin }: ReauthenticationOrigin['page'],
    ): Promise<{ challenge: string; options: PasskeyOptions | null; expiresAt: string }> {
      const of = { tenantId, userId }
      const [tenant, { enrolled }] = await Promise.all([directory.tenant(tenantId), factors.factorsOf(of)])
      const { nonce, ...begun } = challenges.seal('step-up-passkey', {
        ...of,
        sessionId,
        client,
        origin: origin ?? null,
      })
      const isEnough = tenant !== null && passkeyIsEnough(secondFactorRules(tenant))
      const options = isEnough ? await factors.passkeyRequest(of, enrolled, { nonce, isAlone: true }) : null
      return { ...begun, options }
    },

    /** @throws CodedError second-factor-wrong, challenge-ended, passkey-refused, session-ended, not-signed-in, busy, store-unavailable */
    async byPasskey(
      caller: SignedInCaller,
      { challenge, response }: { challenge: string; response: ShownPasskey },
      origin: ReauthenticationOrigin,
    ): Promise<Reauthenticated> {
      const begun = challenges.open('step-up-passkey', challenge, origin.page)
      requireOwn(caller, begun)
      const { tenant } = await who(caller)
      if (!passkeyIsEnough(secondFactorRules(tenant))) throw notEnough()
      const proof = { method: 'webauthn', response } as const
      return goOn(caller, [await prove(caller, proof, { begun, isAlone: true, tenant }, origin)], origin)
    },
  }
}
