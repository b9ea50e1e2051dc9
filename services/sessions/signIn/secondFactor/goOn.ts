import { isBlocked } from '#events/tenant/blocks.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { isHeld } from '#events/user/hold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { Client, Directory, Person, Tenant } from '#services/ports/identity.ts'
import type { FailedSignIn, FailSignIn } from '../failedSignIns.ts'
import type { SignInOrigin } from '../proven.ts'
import { challengeEnded, type PasskeySignIn, type WaitingSignIn } from './challenge.ts'

/** Origins of the application's own pages, beside Rollcall's. */
export const pageOrigins = (client: Client | undefined): string[] =>
  (client?.origins ?? []).filter((origin) => origin !== 'self')

interface Way extends SignInOrigin {
  now: string
  client: string
}

/** Why somebody who proved who they are may not sign in all the same; null: they may. */
export const refusedAllTheSame = (tenant: Tenant, person: Person, way: Way): FailedSignIn['cause'] | null => {
  if (person.disabled || person.forgotten) return 'disabled'
  if (isHeld(person, way.now)) return 'held'
  if (person.roles.length === 0) return 'not-allowed'
  const context = { ...way.context, clientId: way.client }
  return isBlocked(tenant.blocks, context, way.now) ? 'blocked' : keptOutBy(tenant.policy.access, context)
}

export interface GoingOn {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'person'>
  fail: FailSignIn
}

/**
 * Who waits, as they are now. Whoever may not sign in any more is told no more than that the sign-in is over.
 * @throws CodedError challenge-ended
 */
export const whoWaits =
  ({ clock, directory, fail }: GoingOn) =>
  async (
    { tenantId, userId, client }: Pick<WaitingSignIn | PasskeySignIn, 'client'> & { tenantId: string; userId: string },
    origin: SignInOrigin,
  ): Promise<{ tenant: Tenant; person: Person }> => {
    const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
    if (tenant === null || person === null) throw challengeEnded()
    const cause = refusedAllTheSame(tenant, person, { ...origin, client, now: instant(clock) })
    if (cause === null) return { tenant, person }
    await fail({ tenant, person, email: person.email, client, cause }, origin)
    throw challengeEnded()
  }
export type WhoWaits = ReturnType<typeof whoWaits>
