import { quotaStandings } from '#events/tenant/quotas.ts'
import { itemsOf } from '#events/wire/page.ts'
import { quotaStandingShape } from '#events/wire/tenants.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { TenantUse } from '#services/ports/tenantViews.ts'

export interface QuotaRouteNeeds {
  directory: Pick<Directory, 'tenant'>
  countPeople: (tenantId: string) => Promise<number>
  tenantUse: TenantUse
}

/** What admins see of the quotas that the operator has set for their tenant. */
export const quotaRoutes = ({ directory, countPeople, tenantUse }: QuotaRouteNeeds): Route[] => [
  defineRoute({
    id: 'listQuotas',
    method: 'get',
    path: '/v1/quotas',
    tag: 'Tenant',
    summary: 'The quotas of the tenant that are bounded, and how much of each is used',
    access: 'manage-people',
    limit: 'read',
    answers: { 200: { description: 'All of them', schema: itemsOf(quotaStandingShape) } },
    errors: [],
    async handle({ caller: { tenantId } }) {
      const tenant = await directory.tenant(tenantId)
      if (tenant === null) throw new CodedError('not-found')
      const { liveSessions = 0, eventsPerDay = 0 } = (await tenantUse([tenantId])).get(tenantId) ?? {}
      const used = { people: await countPeople(tenantId), liveSessions, eventsPerDay }
      return { status: 200, body: { items: quotaStandings(tenant.quotas, used) } }
    },
  }),
]
