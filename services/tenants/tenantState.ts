import type { Recorded } from '#events/envelope.ts'
import { type EventOfStream, type TenantStream, tenantStream } from '#events/streams.ts'
import { type Block, isInForce } from '#events/tenant/blocks.ts'
import type { Role } from '#events/tenant/events.ts'
import { policySectionNames, type PolicySection } from '#events/tenant/policy/sections.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { isPolicyEvent, type PolicyEventType, rulesChangedBy } from '#events/tenant/policy/rulesChanged.ts'
import { noQuotas } from '#events/tenant/quotas.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** The state of a `tenant-` stream. `tenant` is null until it is registered. */
export interface TenantState {
  tenant: Tenant | null
  /** Roles by user id, only of people who have some. */
  members: ReadonlyMap<string, readonly Role[]>
  /** Admins (in the system tenant: operators) who are disabled (null) or held until then (ISO 8601), or about to be; by id. */
  setAside: ReadonlyMap<string, string | null>
  /** Ids of applications that were removed. */
  removedClients: ReadonlySet<string>
  /** Each change of a section, oldest first: where its event stands, so that the past is read without the whole stream. */
  policySteps: readonly PolicyStep[]
}

export interface PolicyStep {
  section: PolicySection
  version: number
  /** Revision of the event in the tenant's stream. */
  revision: number
}

export const unknownTenant: TenantState = {
  tenant: null,
  members: new Map(),
  setAside: new Map(),
  removedClients: new Set(),
  policySteps: [],
}

type TenantStreamEvent = EventOfStream<TenantStream>

interface Draft {
  tenant: Omit<Tenant, 'clients'> | null
  clients: Map<string, Client>
  members: Map<string, readonly Role[]>
  removedClients: Set<string>
  setAside: Map<string, string | null>
  policySteps: PolicyStep[]
}

type BlockEvent = Extract<Recorded<TenantStreamEvent>, { type: 'BlockAdded' | 'BlockRemoved' }>

/** There is one block of each thing, the last; those that are over are forgotten with the next one. */
const blocksAfter = (blocks: readonly Block[], event: BlockEvent): readonly Block[] => {
  const { at, actor } = event
  if (event.type === 'BlockRemoved') return blocks.filter(({ blockId }) => blockId !== event.data.blockId)
  const { operationId: _operation, ...added } = event.data
  const others = blocks.filter((one) => isInForce(one, at) && (one.kind !== added.kind || one.value !== added.value))
  return [...others, { ...added, since: at, by: actor }]
}

type PolicyEvent = Extract<Recorded<TenantStreamEvent>, { type: PolicyEventType }>
const changePolicy = (draft: Draft, event: PolicyEvent): void => {
  if (draft.tenant === null) return
  const { tenant } = draft
  const rules = rulesChangedBy(event)
  const version = event.type === 'PolicyChanged' ? tenant.policyVersion + 1 : event.data.policyVersion
  const changed = policySectionNames.filter((section) => rules[section] !== undefined)
  const since = Object.fromEntries(changed.map((section) => [section, { version, at: event.at }]))
  draft.tenant = {
    ...tenant,
    policy: { ...tenant.policy, ...rules },
    policyVersion: version,
    rulesSince: { ...tenant.rulesSince, ...since },
  }
  for (const section of changed) draft.policySteps.push({ section, version, revision: event.revision })
}

const apply = (draft: Draft, event: Recorded<TenantStreamEvent>): void => {
  if (isPolicyEvent(event)) {
    changePolicy(draft, event)
    return
  }
  switch (event.type) {
    case 'TenantRegistered':
      draft.tenant = {
        tenantId: event.tenantId,
        ...event.data,
        registeredAt: event.at,
        suspension: null,
        quotas: noQuotas,
        policy: defaultPolicy,
        policyVersion: 0,
        rulesSince: {},
        blocks: [],
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
    case 'MemberRoleChanged':
      if (event.data.roles.length === 0) draft.members.delete(event.data.userId)
      else draft.members.set(event.data.userId, event.data.roles)
      break
    case 'AdminSetAside':
      draft.setAside.set(event.data.userId, event.data.until ?? null)
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
    case 'BlockAdded':
    case 'BlockRemoved':
      if (draft.tenant !== null) draft.tenant = { ...draft.tenant, blocks: blocksAfter(draft.tenant.blocks, event) }
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
    setAside: new Map(state.setAside),
    policySteps: [...state.policySteps],
  }
  for (const event of events) apply(draft, event)
  return {
    tenant: draft.tenant === null ? null : { ...draft.tenant, clients: draft.clients },
    members: draft.members,
    removedClients: draft.removedClients,
    setAside: draft.setAside,
    policySteps: draft.policySteps,
  }
}

/** Raise `version` with every change of `TenantState` or its fold. */
export const tenantStreams: StreamType<TenantStream, TenantState> = {
  kind: 'tenant',
  version: 8,
  nameOf: tenantStream,
  empty: unknownTenant,
  fold: foldTenant,
  subjectOf: () => '',
}
