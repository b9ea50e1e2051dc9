import { instant } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import {
  passkeyIsEnough,
  type PasskeyOptions,
  secondFactorRules,
  type ShownPasskey,
} from '#services/ports/secondFactors.ts'
import type { Grant } from '../completeSignIn.ts'
import type { CompletionOrigin, WantedSession } from '../wantedSession.ts'
import type { FindTenant } from '../findTenant.ts'
import type { PasskeySignIn as Waiting } from './challenge.ts'
import { pageOrigins, refusedAllTheSame } from './goOn.ts'
import type { CompletingFactors } from './secondFactor.ts'
import type { Directory } from '#services/ports/identity.ts'

export interface PasskeyNeeds extends Omit<CompletingFactors, 'whoWaits'> {
  findTenant: FindTenant
  directory: Pick<Directory, 'tenant' | 'person'>
}

const refused = (): CodedError =>
  new CodedError('invalid-credentials', { detail: 'This passkey does not sign you in here.' })

const notEnough = (): CodedError =>
  new CodedError('passkey-refused', {
    detail: 'Your organisation wants more than a passkey. Sign in with your password.',
  })

/** A sign-in with a passkey in place of everything else: its holder unlocked it, so it is two factors in one. */
export const passkeySignIn = (needs: PasskeyNeeds) => {
  const { clock, factors, challenges, countTry, fail, completeSignIn, findTenant, directory } = needs

  /** Whose passkey it says it is. Proves nothing. */
  const find = async (
    { tenantId }: Waiting,
    { id }: ShownPasskey,
  ): Promise<{ tenant: Tenant; person: Person } | null> => {
    const userId = tenantId === null ? null : await factors.ownerOfPasskey(tenantId, id)
    if (tenantId === null || userId === null) return null
    const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
    return tenant === null || person === null ? null : { tenant, person }
  }

  const prove = async (waiting: Waiting, response: ShownPasskey, origin: CompletionOrigin) => {
    const { client, id: challengeId, nonce } = waiting
    const found = await find(waiting, response)
    if (found === null) throw refused()
    const { tenant, person } = found
    const how = { challengeId, nonce, origins: pageOrigins(tenant.clients.get(client)), isAlone: true }
    const of = { tenantId: tenant.tenantId, userId: person.userId }
    const actor = { kind: 'user', id: of.userId } as const
    const { correlationId, context } = origin
    try {
      await factors.prove(of, { method: 'webauthn', response }, how, { actor, correlationId, context })
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'second-factor-wrong') throw error
      await fail({ tenant, person, email: person.email, client, cause: 'wrong-second-factor' }, origin)
      throw refused()
    }
    return found
  }

  return {
    /** The same answer whether the tenant exists or not. */
    async begin(
      { tenant, client }: { tenant: string; client: string },
      page: { origin: string | undefined },
    ): Promise<{ challenge: string; options: PasskeyOptions | null; expiresAt: string }> {
      const tenantId = (await findTenant(tenant))?.tenantId ?? null
      const { nonce, ...shown } = challenges.seal('passkey', { tenantId, client, origin: page.origin ?? null })
      return { ...shown, options: await factors.passkeyRequest(null, [], { nonce, isAlone: true }) }
    },

    /** @throws CodedError invalid-credentials, passkey-refused, challenge-ended, and as completeSignIn */
    async complete(
      { challenge, tenant: named, response }: { challenge: string; tenant: string; response: ShownPasskey },
      wanted: WantedSession,
      origin: CompletionOrigin,
    ): Promise<Grant> {
      const waiting = challenges.open('passkey', challenge, origin.page)
      const tenantId = (await findTenant(named))?.tenantId ?? null
      if (waiting.client !== wanted.client || waiting.tenantId !== tenantId) throw new CodedError('challenge-ended')
      if ((await countTry(waiting.id)) < 0) throw new CodedError('challenge-ended')
      const { tenant, person } = await prove(waiting, response, origin)
      const now = instant(clock)
      const { client } = wanted
      const cause = refusedAllTheSame(tenant, person, { ...origin, client, now })
      const rules = secondFactorRules(tenant)
      if (cause !== null || !passkeyIsEnough(rules)) {
        await fail({ tenant, person, email: person.email, client, cause: cause ?? 'passkey-not-allowed' }, origin)
        throw cause === null ? notEnough() : refused()
      }
      return completeSignIn({ tenant, person, proofs: [{ method: 'webauthn', at: now }] }, wanted, origin)
    },
  }
}
export type PasskeySignIn = ReturnType<typeof passkeySignIn>
