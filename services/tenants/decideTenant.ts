import { systemTenantId } from '#events/streams.ts'
import { roles as allRoles, type Role, type TenantEvent } from '#events/tenant/events.ts'
import { isFull, type Quotas } from '#events/tenant/quotas.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from './because.ts'
import {
  type ApplicationCommand,
  type Client,
  clientRegistered,
  decideApplication,
} from './applications/decideApplication.ts'
import { type BlockCommand, decideBlock } from './blocks/decideBlock.ts'
import { isSame } from './isSame.ts'
import { decideKeeper, type KeeperCommand, type KeeperQuestion, keeperRole, requireOther } from './keepers.ts'
import { decidePolicy, firstRules, type PolicyCommand } from './policy/decidePolicy.ts'
import { registered } from './registered.ts'
import type { TenantState } from './tenantState.ts'

export type TenantCommand =
  | {
      type: 'RegisterTenant'
      slug: string
      name: string
      simulated: boolean
      policy: Policy
      clients: readonly Client[]
    }
  | ApplicationCommand
  | PolicyCommand
  | ({ type: 'ChangeMemberRoles'; roles: readonly Role[] } & KeeperQuestion & Because)
  /** Gives roles to people who have none yet. */
  | { type: 'AddMembers'; members: readonly { userId: string; roles: readonly Role[] }[] }
  | KeeperCommand
  | BlockCommand
  | { type: 'ChangeTenant'; name?: string | undefined; quotas?: Quotas | undefined }
  | ({ type: 'SuspendTenant'; operationId: string } & Because)
  | ({ type: 'ResumeTenant' } & Because)

const registerTenant = (
  { slug, name, simulated, policy, clients }: Extract<TenantCommand, { type: 'RegisterTenant' }>,
  { tenant }: TenantState,
): TenantEvent[] => {
  if (tenant?.slug === slug) return []
  if (tenant !== null)
    throw new CodedError('already-exists', { detail: `This tenant is registered as ${tenant.slug}.` })
  return [
    { type: 'TenantRegistered', version: 1, data: { slug, name, simulated } },
    ...firstRules(policy),
    ...clients.map(clientRegistered),
  ]
}

/** Operators must not see tenants' people. So the system tenant has operators only, and no other tenant has any. */
const allowRoles = (tenantId: string, wanted: readonly Role[]): void => {
  const system = tenantId === systemTenantId
  if (wanted.every((role) => (role === 'operator') === system)) return
  throw new CodedError('invalid-request', {
    detail: system
      ? 'The system tenant has operators only.'
      : 'Operators belong to the system tenant; here there are member, analyst, admin and auditor.',
    errors: [{ path: 'body.roles', code: 'role-not-here', message: 'This role does not exist in this tenant.' }],
  })
}

const requireRoom = (state: TenantState, more = 0): void => {
  const { people } = registered(state).quotas
  if (!isFull(people, state.members.size + more)) return
  throw new CodedError('quota-reached', {
    detail: `This tenant has all ${people.hard} people that it may have. Take somebody's roles away first, or ask whoever runs this server for more.`,
    extra: { quota: 'people', limit: people.hard },
  })
}

const changeRoles = (
  { userId, roles, maySignIn, at, reason, message, ticket }: Extract<TenantCommand, { type: 'ChangeMemberRoles' }>,
  state: TenantState,
): TenantEvent[] => {
  const { tenantId } = registered(state)
  allowRoles(tenantId, roles)
  const wanted = allRoles.filter((role) => roles.includes(role))
  if (isSame(wanted, state.members.get(userId) ?? [])) return []
  if (!wanted.includes(keeperRole(tenantId))) requireOther(state, { userId, maySignIn, at })
  if (wanted.length > 0 && !state.members.has(userId)) requireRoom(state)
  return [{ type: 'MemberRoleChanged', version: 1, data: { userId, roles: wanted, reason, message, ticket } }]
}

const addMembers = ({ members }: Extract<TenantCommand, { type: 'AddMembers' }>, state: TenantState): TenantEvent[] => {
  const { tenantId } = registered(state)
  const added = members.filter(({ userId }) => !state.members.has(userId))
  added.forEach(({ roles }) => allowRoles(tenantId, roles))
  if (added.length > 0) requireRoom(state, added.length - 1)
  const silent = { reason: null, message: null, ticket: null }
  return added.map(({ userId, roles }) => ({
    type: 'MemberRoleChanged',
    version: 1,
    data: { userId, roles: allRoles.filter((role) => roles.includes(role)), ...silent },
  }))
}

const changeTenant = (
  { name, quotas }: Extract<TenantCommand, { type: 'ChangeTenant' }>,
  state: TenantState,
): TenantEvent[] => {
  const tenant = registered(state)
  return [
    ...(name === undefined || name === tenant.name
      ? []
      : [{ type: 'TenantRenamed', version: 1, data: { name } } as const]),
    ...(quotas === undefined || isSame(quotas, tenant.quotas)
      ? []
      : [{ type: 'QuotasChanged', version: 1, data: { ...quotas } } as const]),
  ]
}

const suspend = (
  { operationId, reason, message, ticket }: Extract<TenantCommand, { type: 'SuspendTenant' }>,
  state: TenantState,
): TenantEvent[] => {
  const { tenantId, suspension } = registered(state)
  if (tenantId === systemTenantId)
    throw new CodedError('locks-you-out', { detail: 'The system tenant cannot be suspended: nobody could resume it.' })
  if (suspension !== null) return []
  return [{ type: 'TenantSuspended', version: 1, data: { operationId, reason, message, ticket } }]
}

const resume = ({ reason, message, ticket }: Because, state: TenantState): TenantEvent[] =>
  registered(state).suspension === null
    ? []
    : [{ type: 'TenantResumed', version: 1, data: { reason, message, ticket } }]

/** A command that changes nothing gives no events, because a repeated command is a retry. */
export const decideTenant = (command: TenantCommand, state: TenantState): TenantEvent[] => {
  switch (command.type) {
    case 'RegisterTenant':
      return registerTenant(command, state)
    case 'RegisterClient':
    case 'ChangeClient':
    case 'RemoveClient':
      return decideApplication(command, state)
    case 'ChangePolicy':
      return decidePolicy(command, state)
    case 'ChangeMemberRoles':
      return changeRoles(command, state)
    case 'AddMembers':
      return addMembers(command, state)
    case 'ChangeTenant':
      return changeTenant(command, state)
    case 'SuspendTenant':
      return suspend(command, state)
    case 'ResumeTenant':
      return resume(command, state)
    case 'AddBlock':
    case 'RemoveBlock':
      return decideBlock(command, state)
    case 'SetAsideAdmin':
    case 'BringBackAdmin':
      return decideKeeper(command, state)
  }
}
