import { sessionLimits, type LimitsInForce } from '#events/tenant/policy/sessionLimits.ts'
import type { Client, Person, Tenant } from '#services/ports/identity.ts'
import type { CompletionOrigin } from '../signIn/wantedSession.ts'

type Way = { client: Pick<Client, 'clientId'>; origin: Pick<CompletionOrigin, 'context'> }

/** The limits that a sign-in of this person has to keep. */
export const limitsOfSignIn = (
  { policy }: Pick<Tenant, 'policy'>,
  { roles }: Pick<Person, 'roles'>,
  { client, origin }: Way,
): LimitsInForce =>
  sessionLimits(policy, { roles, clientId: client.clientId, deviceType: origin.context.device?.type ?? 'unknown' })

export const isLimited = (...asked: Parameters<typeof limitsOfSignIn>): boolean =>
  limitsOfSignIn(...asked).limits.length > 0
