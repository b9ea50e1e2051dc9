import { z } from 'zod'
import { systemTenantId, systemTenantSlug } from '#events/streams.ts'
import { clientRegistered, tenantRegistered } from '#events/tenant/events.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { type Policy, policySchema } from '#events/tenant/policy/sections.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'
import { checked } from './checked.ts'
import { claimName } from './claims/claimName.ts'
import { decideTenant } from './decideTenant.ts'
import type { Digests } from './claims/digests.ts'
import { registered } from './registered.ts'
import { dashboardClient } from './tenantDefaults.ts'
import type { Origin, TenantMemory } from './tenantMemory.ts'

export interface RegisterTenant {
  /** Given by a caller that may repeat the registration after a lost answer. Absent: a new id. */
  tenantId?: string
  slug: string
  name: string
  simulated?: boolean
  /** The sections that are not the usual ones. */
  policy?: Partial<Policy>
  /** In addition to the dashboard, which every tenant has. */
  clients?: readonly Client[]
}

export interface TenantWork {
  ambient: Ambient
  memory: TenantMemory
  digests: Digests
}

/** @throws CodedError not-found */
export const registeredTenant = async ({ memory }: Pick<TenantWork, 'memory'>, tenantId: string): Promise<Tenant> => {
  return registered((await memory.tenants.readOn(tenantId, '')).state)
}

const shape = tenantRegistered.data.extend({
  policy: policySchema,
  clients: z.array(clientRegistered.data).max(50),
})

/**
 * `tenantId` null: not known yet. `path`: where the name stands in the request.
 * @throws CodedError already-exists
 */
export const requireFree = (tenantId: string | null, slug: string, path = 'body.slug'): void => {
  if ((slug === systemTenantSlug) === (tenantId === systemTenantId)) return
  const message = `The name ${systemTenantSlug} is reserved.`
  throw new CodedError('already-exists', { detail: message, errors: [{ path, code: 'reserved', message }] })
}

/**
 * Claims the slug, then registers the tenant with its policy and clients in one append.
 * @throws CodedError invalid-request, already-exists, busy
 */
export const registerTenant =
  (work: TenantWork) =>
  async (command: RegisterTenant, origin: Origin): Promise<{ tenantId: string; position: number }> => {
    const { memory, digests, ambient } = work
    const tenantId = command.tenantId ?? ambient.random.id()
    const tenant = checked(shape, {
      slug: command.slug,
      name: command.name,
      simulated: command.simulated ?? false,
      policy: { ...defaultPolicy, ...command.policy },
      clients: [dashboardClient, ...(command.clients ?? [])],
    })
    requireFree(tenantId, tenant.slug)
    await claimName(
      work,
      {
        tenantId: systemTenantId,
        digest: digests.slug(tenant.slug),
        ownerId: tenantId,
        event: { type: 'SlugClaimed', version: 1, data: { tenantId } },
        ownerIs: async (ownerId) =>
          (await memory.tenants.readOn(ownerId, '')).state.tenant === null ? 'unborn' : 'exists',
        taken: `There is a tenant ${tenant.slug} already.`,
      },
      origin,
    )
    const { position } = await memory.tenants.handle('', { tenantId, ...origin }, (state) =>
      changes(decideTenant({ type: 'RegisterTenant', ...tenant }, state)),
    )
    return { tenantId, position }
  }
