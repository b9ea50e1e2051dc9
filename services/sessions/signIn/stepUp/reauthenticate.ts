import type { Proof } from '#events/session/proofs.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Passwords, Person, Tenant } from '#services/ports/identity.ts'
import {
  type FactorKeeping,
  passkeyIsEnough,
  type PasskeyOptions,
  type ProvedIn,
  type SecondFactorProof,
  secondFactorRules,
  type ShownPasskey,
} from '#services/ports/secondFactors.ts'
import type { RememberedSessions } from '../../commands/sessionStreams.ts'
import type { OwnOrigin } from '../../endings/ownSessions.ts'
import type { Refusals } from '../../endings/refusals.ts'
import { askFor, required } from '../secondFactor/askFor.ts'
import { challengeEnded, type Challenges } from '../secondFactor/challenge.ts'
import { pageOrigins } from '../secondFactor/goOn.ts'
import type { GoOn, Reauthenticated } from './goOnProved.ts'

export interface Reauthenticating {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'person'>
  passwords: Pick<Passwords, 'verify'>
  sessions: Pick<RememberedSessions, 'readOn'>
  factors: FactorKeeping
  challenges: Challenges
  /** Counts one more try of a challenge, over all processes. Answers how many are left; less than 0: none was. */
  countTry: (challengeId: string) => Promise<number>
  refusals: Pick<Refusals, 'reauthenticationRefused'>
  goOn: GoOn
}

export interface ReauthenticationOrigin extends OwnOrigin {
  page: { origin: string | undefined }
}

const wrongPassword = (): CodedError => {
  const message = 'The password is wrong.'
  return new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.password', code: 'wrong-password', message }],
  })
}

type Begun = Pick<ProvedIn, 'nonce'> & { id: string; userId: string; sessionId: string; tenantId: string }

/** A challenge is good in the session that it was made in, and in no other. @throws CodedError challenge-ended */
const requireOwn = (caller: SignedInCaller, begun: Begun): void => {
  const isOwn = begun.sessionId === caller.sessionId && begun.userId === caller.userId
  if (!isOwn || begun.tenantId !== caller.tenantId) throw challengeEnded()
}

/**
 * A signed-in person proves again to be the one who signed in, and gets an access token that says so: by the password, and where they
 * have a second factor by that too, or by a passkey that stands for both. What is wrong ends nothing.
 */
export const reauthenticate = (reauthenticating: Reauthenticating) => {
  const { clock, directory, passwords, sessions, factors, challenges, countTry, refusals, goOn } = reauthenticating

  /** @throws CodedError not-signed-in */
  const who = async ({ tenantId, userId }: SignedInCaller): Promise<{ tenant: Tenant; person: Person }> => {
    const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
    if (tenant === null || person === null) throw new CodedError('not-signed-in')
    return { tenant, person }
  }

  /** As at sign-in, so that guesses at both are counted together. */
  const beginHalf = async (
    caller: SignedInCaller,
    { tenant, person }: { tenant: Tenant; person: Person },
    proof: Proof,
    { page }: ReauthenticationOrigin,
  ) => {
    const { tenantId, userId, sessionId, clientId: client } = caller
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

  /** @throws CodedError second-factor-wrong, challenge-ended */
  const proveFactor = async (
    caller: SignedInCaller,
    proof: SecondFactorProof,
    { begun, isAlone, tenant }: { begun: Begun; isAlone: boolean; tenant: Tenant },
    { correlationId, context }: ReauthenticationOrigin,
  ): Promise<Proof> => {
    const triesLeft = await countTry(begun.id)
    if (triesLeft < 0) throw challengeEnded()
    const how = {
      challengeId: begun.id,
      nonce: begun.nonce,
      origins: pageOrigins(tenant.clients.get(caller.clientId)),
      isAlone,
    }
    try {
      await factors.prove(caller, proof, how, { actor: actorOf(caller, 'own'), correlationId, context })
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'second-factor-wrong') throw error
      await refusals.reauthenticationRefused(caller, 'second-factor-wrong', { correlationId, context })
      throw new CodedError('second-factor-wrong', { ...error.details, extra: { triesLeft } })
    }
    return { method: proof.method, at: instant(clock) }
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
      const second = await proveFactor(caller, proof, { begun, isAlone: false, tenant }, origin)
      return goOn(caller, [...begun.proofs, second], origin)
    },

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

    /** @throws CodedError second-factor-wrong, challenge-ended, passkey-refused, and as byPassword */
    async byPasskey(
      caller: SignedInCaller,
      { challenge, response }: { challenge: string; response: ShownPasskey },
      origin: ReauthenticationOrigin,
    ): Promise<Reauthenticated> {
      const begun = challenges.open('step-up-passkey', challenge, origin.page)
      requireOwn(caller, begun)
      const { tenant } = await who(caller)
      if (!passkeyIsEnough(secondFactorRules(tenant)))
        throw new CodedError('passkey-refused', {
          detail: 'Your organisation wants more than a passkey. Confirm with your password, then with the passkey.',
        })
      const proof = { method: 'webauthn', response } as const
      const proved = await proveFactor(caller, proof, { begun, isAlone: true, tenant }, origin)
      return goOn(caller, [proved], origin)
    },
  }
}
export type Reauthenticate = ReturnType<typeof reauthenticate>
