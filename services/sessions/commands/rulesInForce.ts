import type { KnownSession } from '#events/session/fold.ts'
import { lastingUnder } from '#events/tenant/policy/judgeSessions.ts'
import { hasLifetimesOfRoles } from '#events/tenant/policy/lifetimesFor.ts'
import type { Directory } from '#services/ports/identity.ts'
import { policyOperationId } from '#services/ports/policies.ts'
import type { InForce } from './underRules.ts'

/** What the tenant's rules give a session now. Null: nothing is known that could shorten it. */
export type RulesInForce = (
  tenantId: string,
  session: Pick<KnownSession, 'userId' | 'clientId' | 'remembered'>,
) => Promise<InForce | null>

/**
 * The person is read only where rules are for roles. An application's own lifetimes are for its new sessions, so they do not count
 * here.
 */
export const rulesInForce =
  ({ tenant: tenantOf, person: personOf }: Pick<Directory, 'tenant' | 'person'>): RulesInForce =>
  async (tenantId, session) => {
    const tenant = await tenantOf(tenantId)
    const since = tenant?.rulesSince.lifetimes
    if (tenant === null || since === undefined) return null
    const roles = hasLifetimesOfRoles(tenant.policy) ? ((await personOf(tenantId, session.userId))?.roles ?? []) : []
    const { version: policyVersion, at } = since
    const operationId = policyOperationId(tenantId, policyVersion)
    return { ...lastingUnder(tenant.policy, session, roles), policyVersion, since: at, operationId }
  }

export const noRules: RulesInForce = async () => null
