import type { Proof } from '#events/session/proofs.ts'
import { instant } from '#services/ambient/clock.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Passwords, Person, Tenant } from '#services/ports/identity.ts'
import type { SecondFactorProof } from '#services/ports/secondFactors.ts'
import type { RememberedSessions } from '../../commands/sessionStreams.ts'
import { askFor, required } from '../secondFactor/askFor.ts'
import { challengeEnded } from '../secondFactor/challenge.ts'
import type { Reauthenticated } from './goOnProved.ts'
import { proveFactor, type ReauthenticationOrigin, requireOwn, whoProves } from './provingAnew.ts'
import { type ProvingByPasskey, reauthenticateByPasskey } from './reauthenticateByPasskey.ts'

export interface Reauthenticating extends ProvingByPasskey {
  passwords: Pick<Passwords, 'verify'>
  sessions: Pick<RememberedSessions, 'readOn'>
}

const wrongPassword = (): CodedError => {
  const message = 'The password is wrong.'
  return new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.password', code: 'wrong-password', message }],
  })
}

/**
 * A signed-in person proves again to be the one who signed in, and gets an access token that says so: by the password, and where they
 * have a second factor by that too, or by a passkey that stands for both. What is wrong ends nothing.
 */
export const reauthenticate = (reauthenticating: Reauthenticating) => {
  const { clock, passwords, sessions, factors, challenges, refusals, goOn } = reauthenticating
  const who = whoProves(reauthenticating)
  const prove = proveFactor(reauthenticating)

  /** As at sign-in, so that guesses at both are counted together. */
  const beginHalf = async (
    { tenantId, userId, sessionId, clientId: client }: SignedInCaller,
    { tenant, person }: { tenant: Tenant; person: Person },
    proof: Proof,
    { page }: ReauthenticationOrigin,
  ) => {
    const { session } = await sessions.readOn(tenantId, sessionId)
    const id = session.status === 'absent' ? null : session.last.context?.device?.id
    return challenges.seal('step-up', {
      tenantId,
      userId,
      sessionId,
      client,
      secretId: person.secretId,
      proofs: [proof],
      typed: { tenant: tenant.slug, email: person.email },
      device: { id: id ?? undefined },
      origin: page.origin ?? null,
    })
  }

  return {
    /**
     * A wrong password is refused as invalid-request (400), because a 401 would make clients sign the person out.
     * @throws CodedError invalid-request, second-factor-required to go on with, session-ended, not-signed-in, busy, store-unavailable
     */
    async byPassword(
      caller: SignedInCaller,
      password: string,
      origin: ReauthenticationOrigin,
    ): Promise<Reauthenticated> {
      const { tenant, person } = await who(caller)
      if (!(await passwords.verify(caller.tenantId, person.secretId, password, { isKnown: true }))) {
        await refusals.reauthenticationRefused(caller, 'wrong-password', origin)
        throw wrongPassword()
      }
      const proof = { method: 'pwd', at: instant(clock) }
      const known = await factors.factorsOf(caller)
      if (known.enrolled.length === 0) return goOn(caller, [proof], origin)
      const begun = await beginHalf(caller, { tenant, person }, proof, origin)
      throw required(await askFor(factors, { tenant, userId: caller.userId }, known, begun))
    },

    /** Goes on after the password. @throws CodedError second-factor-wrong, challenge-ended, and as byPassword */
    async bySecondFactor(
      caller: SignedInCaller,
      { challenge, proof }: { challenge: string; proof: SecondFactorProof },
      origin: ReauthenticationOrigin,
    ): Promise<Reauthenticated> {
      const begun = challenges.open('step-up', challenge, origin.page)
      requireOwn(caller, begun)
      const { tenant, person } = await who(caller)
      if (person.secretId !== begun.secretId) throw challengeEnded()
      const second = await prove(caller, proof, { begun, isAlone: false, tenant }, origin)
      return goOn(caller, [...begun.proofs, second], origin)
    },

    ...reauthenticateByPasskey(reauthenticating),
  }
}
export type Reauthenticate = ReturnType<typeof reauthenticate>
