import { z } from 'zod'
import { quotasSchema } from '../tenant/events.ts'
import { quotaLevels, quotaNames } from '../tenant/quotas.ts'
import { instantShape } from './page.ts'

const tenantSortKeys = ['registeredAt', 'name', 'slug', 'liveSessions', 'eventsPerDay'] as const
type TenantSortKey = (typeof tenantSortKeys)[number]
export type TenantSort = TenantSortKey | `-${TenantSortKey}`
export const tenantSorts: readonly TenantSort[] = tenantSortKeys.flatMap((key) => [key, `-${key}` as const])

/** A tenant as operators see it: counts, nothing of its people. */
export const tenantShape = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    simulated: z.boolean(),
    registeredAt: instantShape,
    /** Null: its people may sign in. */
    suspendedAt: instantShape.nullable(),
    quotas: quotasSchema,
    /** People with a role, live sessions, and events since midnight UTC. */
    use: z.object({ people: z.int(), liveSessions: z.int(), eventsPerDay: z.int() }),
  })
  .meta({ id: 'Tenant' })
/** How a tenant stands with a quota that its operator bounds. */
export const quotaStandingShape = z
  .object({
    quota: z.enum(quotaNames),
    soft: z.int().nullable(),
    hard: z.int().nullable(),
    used: z.int(),
    level: z.enum(quotaLevels),
  })
  .meta({ id: 'QuotaStanding' })
export const oneTenantShape = z.object({
  tenant: tenantShape,
  /** Whether an admin may sign in, who can let others in. */
  hasAdmin: z.boolean(),
})
/** `ended`: how many sessions were live. The operation stands in the tenant's own log. */
export const suspendedTenantShape = oneTenantShape.extend({ operation: z.object({ id: z.uuid() }), ended: z.int() })
