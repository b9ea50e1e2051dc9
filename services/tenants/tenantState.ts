import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'
import { defaultPolicy } from './defaultPolicy.ts'

/** What a `tenant-` stream says. `tenant` is null until it is registered. */
export interface TenantState {
  revision: number
  position: number
  tenant: Tenant | null
  /** Roles by user id; only those who have some. */
  members: ReadonlyMap<string, readonly Role[]>
}

export const unknownTenant: TenantState = { revision: -1, position: 0, tenant: null, members: new Map() }

interface Draft {
  tenant: Omit<Tenant, 'clients'> | null
  clients: Map<string, Client>
  members: Map<string, readonly Role[]>
}

const apply = (draft: Draft, event: Recorded<RollcallEvent>): void => {
  switch (event.type) {
    case 'TenantRegistered':
      draft.tenant = { tenantId: event.tenantId, ...event.data, policy: defaultPolicy }
      break
    case 'ClientRegistered':
      draft.clients.set(event.data.clientId, event.data)
      break
    case 'PolicyChanged':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, policy: event.data }
      break
    case 'MemberRoleChanged':
      if (event.data.roles.length === 0) draft.members.delete(event.data.userId)
      else draft.members.set(event.data.userId, event.data.roles)
  }
}

/** Folds a run of events at once, so that a tenant of ten thousand members copies its map once, not at every event. */
export const foldTenant = (state: TenantState, events: readonly Recorded<RollcallEvent>[]): TenantState => {
  const newest = events.at(-1)
  if (newest === undefined) return state
  const draft: Draft = {
    tenant: state.tenant,
    clients: new Map(state.tenant?.clients),
    members: new Map(state.members),
  }
  for (const event of events) apply(draft, event)
  return {
    revision: newest.revision,
    position: newest.position,
    tenant: draft.tenant === null ? null : { ...draft.tenant, clients: draft.clients },
    members: draft.members,
  }
}
