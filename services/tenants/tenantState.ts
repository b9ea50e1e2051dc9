import type { Recorded } from '#events/envelope.ts'
import { type EventOfStream, type TenantStream, tenantStream } from '#events/streams.ts'
import type { Role } from '#events/tenant/events.ts'
import { noQuotas } from '#events/tenant/quotas.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import { defaultPolicy } from './tenantDefaults.ts'

/** The state of a `tenant-` stream. `tenant` is null until it is registered. */
export interface TenantState {
  tenant: Tenant | null
  /** Roles by user id, only of people who have some. */
  members: ReadonlyMap<string, readonly Role[]>
  /** Ids of admins (in the system tenant: operators) who are disabled or about to be. */
  setAside: ReadonlySet<string>
  /** Ids of applications that were removed. */
  removedClients: ReadonlySet<string>
}

export const unknownTenant: TenantState = {
  tenant: null,
  members: new Map(),
  setAside: new Set(),
  removedClients: new Set(),
}

type TenantStreamEvent = EventOfStream<TenantStream>

interface Draft {
  tenant: Omit<Tenant, 'clients'> | null
  clients: Map<string, Client>
  members: Map<string, readonly Role[]>
  removedClients: Set<string>
  setAside: Set<string>
}

const apply = (draft: Draft, event: Recorded<TenantStreamEvent>): void => {
  switch (event.type) {
    case 'TenantRegistered':
      draft.tenant = {
        tenantId: event.tenantId,
        ...event.data,
        registeredAt: event.at,
        suspension: null,
        quotas: noQuotas,
        policy: defaultPolicy,
      }
      break
    case 'ClientRegistered':
    case 'ClientChanged':
      // Ignored before the tenant is registered: the state could not hold it from one run of the fold to the next.
      if (draft.tenant !== null) draft.clients.set(event.data.clientId, event.data)
      break
    case 'ClientRemoved':
      draft.clients.delete(event.data.clientId)
      draft.removedClients.add(event.data.clientId)
      break
    case 'PolicyChanged':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, policy: event.data }
      break
    case 'MemberRoleChanged':
      if (event.data.roles.length === 0) draft.members.delete(event.data.userId)
      else draft.members.set(event.data.userId, event.data.roles)
      break
    case 'AdminSetAside':
      draft.setAside.add(event.data.userId)
      break
    case 'AdminBroughtBack':
      draft.setAside.delete(event.data.userId)
      break
    case 'TenantRenamed':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, name: event.data.name }
      break
    case 'QuotasChanged':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, quotas: event.data }
      break
    case 'TenantSuspended':
      if (draft.tenant !== null)
        draft.tenant = { ...draft.tenant, suspension: { at: event.at, operationId: event.data.operationId } }
      break
    case 'TenantResumed':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, suspension: null }
      break
    case 'ApiKeyIssued':
    case 'ApiKeyRevoked':
    case 'LogRestored':
    case 'SessionsInvalidated':
  }
}

/**
 * Folds a run of events at once, so that the map of a tenant with ten thousand members is copied once, not for each
 * event.
 */
const foldTenant = (state: TenantState, events: readonly Recorded<TenantStreamEvent>[]): TenantState => {
  const draft: Draft = {
    tenant: state.tenant,
    clients: new Map(state.tenant?.clients),
    members: new Map(state.members),
    removedClients: new Set(state.removedClients),
    setAside: new Set(state.setAside),
  }
  for (const event of events) apply(draft, event)
  return {
    tenant: draft.tenant === null ? null : { ...draft.tenant, clients: draft.clients },
    members: draft.members,
    removedClients: draft.removedClients,
    setAside: draft.setAside,
  }
}

/** Raise `version` with every change of `TenantState` or its fold. */
export const tenantStreams: StreamType<TenantStream, TenantState> = {
  kind: 'tenant',
  version: 5,
  nameOf: tenantStream,
  empty: unknownTenant,
  fold: foldTenant,
  subjectOf: () => '',
}
