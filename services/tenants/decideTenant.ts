import { systemTenantId } from '#events/streams.ts'
import { roles as allRoles, type Role, type TenantEvent } from '#events/tenant/events.ts'
import { isFull, type Quotas } from '#events/tenant/quotas.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from './because.ts'
import { type ApplicationCommand, type Client, clientRegistered, decideApplication } from './decideApplication.ts'
import { isSame } from './isSame.ts'
import { decideKeeper, type KeeperCommand, keeperRole, requireOther } from './keepers.ts'
import { registered } from './registered.ts'
import type { TenantState } from './tenantState.ts'

type DataOf<Type extends TenantEvent['type']> = Extract<TenantEvent, { type: Type }>['data']
type Policy = DataOf<'PolicyChanged'>

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
  | { type: 'ChangePolicy'; policy: Policy }
  /** `maySignIn`: keepers who may sign in, by what their own streams say. */
  | ({ type: 'ChangeMemberRoles'; userId: string; roles: readonly Role[]; maySignIn: ReadonlySet<string> } & Because)
  | KeeperCommand
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
    { type: 'PolicyChanged', version: 1, data: policy },
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

const requireRoom = (state: TenantState): void => {
  const { people } = registered(state).quotas
  if (!isFull(people, state.members.size)) return
  throw new CodedError('quota-reached', {
    detail: `This tenant has all ${people.hard} people that it may have. Take somebody's roles away first, or ask whoever runs this server for more.`,
    extra: { quota: 'people', limit: people.hard },
  })
}

const changeRoles = (
  { userId, roles, maySignIn, reason, message, ticket }: Extract<TenantCommand, { type: 'ChangeMemberRoles' }>,
  state: TenantState,
): TenantEvent[] => {
  const { tenantId } = registered(state)
  allowRoles(tenantId, roles)
  const wanted = allRoles.filter((role) => roles.includes(role))
  if (isSame(wanted, state.members.get(userId) ?? [])) return []
  if (!wanted.includes(keeperRole(tenantId))) requireOther(state, userId, maySignIn)
  if (wanted.length > 0 && !state.members.has(userId)) requireRoom(state)
  return [{ type: 'MemberRoleChanged', version: 1, data: { userId, roles: wanted, reason, message, ticket } }]
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
      return isSame(registered(state).policy, command.policy)
        ? []
        : [{ type: 'PolicyChanged', version: 1, data: command.policy }]
    case 'ChangeMemberRoles':
      return changeRoles(command, state)
    case 'ChangeTenant':
      return changeTenant(command, state)
    case 'SuspendTenant':
      return suspend(command, state)
    case 'ResumeTenant':
      return resume(command, state)
    case 'SetAsideAdmin':
    case 'BringBackAdmin':
      return decideKeeper(command, state)
  }
}
