import type { Position } from '#events/envelope.ts'
import type { QuotaUse } from '#events/tenant/quotas.ts'
import type { TenantSort } from '#events/wire/tenants.ts'
import type { Page, PageRequest } from './operationViews.ts'

/** What is asked of the views about tenants. services/projections answers it; the composition root connects both. */

/**
 * Ids of tenants, newest first, the system tenant among them. A tenant whose registration was cut short does not exist. It covers
 * all tenants, so only operators may see what it answers.
 * @throws CodedError invalid-cursor
 */
export type ListTenantIds = (page: PageRequest) => Promise<Page<string>>

/** `q`: a part of the name or short name, or an id; empty: every tenant. */
export interface TenantsAsked extends PageRequest {
  q: string
  sort: TenantSort
}

/** Ids of tenants without the system tenant; for operators, as `ListTenantIds`. `total` is exact. @throws CodedError invalid-cursor */
export type ListTenants = (asked: TenantsAsked) => Promise<Page<string>>

/**
 * How many live sessions each of these tenants has, and how many events since midnight UTC without refused sign-ins, as far as
 * the views have read.
 */
export type TenantUse = (
  tenantIds: readonly string[],
) => Promise<ReadonlyMap<string, Pick<QuotaUse, 'liveSessions' | 'eventsPerDay'>>>

/**
 * Whether as many of the tenant's sessions live as the cap says that began before this one in the log. `position`: what the view has to have read.
 * @throws CodedError view-behind
 */
export type IsBeyondCap = (
  tenantId: string,
  session: { sessionId: string; position: Position },
  cap: number,
) => Promise<boolean>
