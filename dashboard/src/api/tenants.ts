import type { z } from 'zod'
import { pageOf } from '#events/wire/page.ts'
import { oneTenantShape, suspendedTenantShape, tenantShape, type TenantSort } from '#events/wire/tenants.ts'
import { invitedAdminShape } from '#events/wire/users.ts'
import type { Quotas } from '#events/tenant/quotas.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type Tenant = z.infer<typeof tenantShape>
export type OneTenant = z.infer<typeof oneTenantShape>
export interface Why {
  reason: string
  message?: string
}

export interface TenantsAsked {
  q: string
  sort: TenantSort
  cursor: string | null
}

const tenants = pageOf(tenantShape)
const mostListed = 50

/** What operators ask and tell of tenants. */
export const tenantsCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (asked: TenantsAsked, signal: AbortSignal) =>
      (await api.get('/v1/tenants', { query: { limit: mostListed, ...asked }, signal }, tenants)).body,
    create: async (body: { slug: string; name: string }, idempotencyKey: string): Promise<Tenant> =>
      (await api.post('/v1/tenants', { body, idempotencyKey }, oneTenantShape)).body.tenant,
    one: async (tenantId: string, signal: AbortSignal): Promise<OneTenant> =>
      (await api.get('/v1/tenants/{tenantId}', { params: { tenantId }, signal }, oneTenantShape)).body,
    change: async (tenantId: string, body: { name?: string; quotas?: Quotas }): Promise<Tenant> =>
      (await api.patch('/v1/tenants/{tenantId}', { params: { tenantId }, body }, oneTenantShape)).body.tenant,
    suspend: async (tenantId: string, body: Why): Promise<number> =>
      (await api.post('/v1/tenants/{tenantId}/suspend', { params: { tenantId }, body }, suspendedTenantShape)).body
        .ended,
    resume: async (tenantId: string, body: Why): Promise<void> => {
      await api.post('/v1/tenants/{tenantId}/resume', { params: { tenantId }, body }, oneTenantShape)
    },
    inviteAdmin: async (tenantId: string, email: string, idempotencyKey: string) =>
      (
        await api.post(
          '/v1/tenants/{tenantId}/invites',
          { params: { tenantId }, body: { email }, idempotencyKey },
          invitedAdminShape,
        )
      ).body,
  }
}
