import { isFull } from '#events/tenant/quotas.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import type { TenantUse } from '#services/ports/tenantViews.ts'
import { canMakeRoom, capReached } from '../limits/tenantCap.ts'

const whatToDo = 'Ask whoever runs this server for more.'

const details = {
  liveSessions: (limit: number) =>
    `This organisation has all ${limit} sessions that it may have at once. Sign out somewhere else, or wait until somebody does. ${whatToDo}`,
  eventsPerDay: (limit: number) =>
    `This organisation has had all ${limit} events that it may have in a day. Until midnight UTC only admins can sign in; who is signed in stays so. ${whatToDo}`,
}

/**
 * Refuses a new session where a hard quota or the tenant's own cap is reached, but to nobody who can make room. It compares counts of the views, which may
 * be moments old: a quota bounds cost, and some sessions more do no harm. The cap is looked at again once the session has begun.
 * @throws CodedError quota-reached, session-limit
 */
export type RequireRoom = (
  tenant: Pick<Tenant, 'tenantId' | 'quotas' | 'policy'>,
  person: Pick<Person, 'roles'>,
) => Promise<void>

export const requireRoom =
  (tenantUse: TenantUse): RequireRoom =>
  async ({ tenantId, quotas, policy }, person) => {
    const { liveSessions, eventsPerDay } = quotas
    const { tenantWide } = policy.limits
    if (liveSessions.hard === null && eventsPerDay.hard === null && tenantWide === null) return
    if (canMakeRoom(person)) return
    const use = (await tenantUse([tenantId])).get(tenantId)
    if (use === undefined) return
    if (tenantWide !== null && use.liveSessions >= tenantWide) throw capReached(tenantWide)
    const quota = (['liveSessions', 'eventsPerDay'] as const).find((name) => isFull(quotas[name], use[name]))
    if (quota === undefined) return
    const limit = quotas[quota].hard ?? 0
    throw new CodedError('quota-reached', { detail: details[quota](limit), extra: { quota, limit } })
  }
