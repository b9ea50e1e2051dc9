import { systemTenantId } from '#events/streams.ts'
import { roles as allRoles, type Role, type TenantEvent } from '#events/tenant/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import { isSame } from './isSame.ts'
import type { TenantState } from './tenantState.ts'

type DataOf<Type extends TenantEvent['type']> = Extract<TenantEvent, { type: Type }>['data']
type Client = Omit<DataOf<'ClientRegistered'>, 'origins'> & { origins: readonly string[] }
type Policy = DataOf<'PolicyChanged'>

export interface Because {
  reason: string | null
  message: string | null
  ticket: string | null
}

export type TenantCommand =
  | {
      type: 'RegisterTenant'
      slug: string
      name: string
      simulated: boolean
      policy: Policy
      clients: readonly Client[]
    }
  | { type: 'RegisterClient'; client: Client }
  | { type: 'ChangePolicy'; policy: Policy }
  | ({ type: 'ChangeMemberRoles'; userId: string; roles: readonly Role[] } & Because)

const clientRegistered = (client: Client): TenantEvent => ({
  type: 'ClientRegistered',
  version: 1,
  data: { ...client, origins: [...client.origins] },
})

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

const registered = ({ tenant }: TenantState): NonNullable<TenantState['tenant']> => {
  if (tenant === null) throw new CodedError('not-found', { detail: 'There is no such tenant.' })
  return tenant
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

const changeRoles = (
  { userId, roles, reason, message, ticket }: Extract<TenantCommand, { type: 'ChangeMemberRoles' }>,
  state: TenantState,
): TenantEvent[] => {
  allowRoles(registered(state).tenantId, roles)
  const wanted = allRoles.filter((role) => roles.includes(role))
  if (isSame(wanted, state.members.get(userId) ?? [])) return []
  return [{ type: 'MemberRoleChanged', version: 1, data: { userId, roles: wanted, reason, message, ticket } }]
}

/** A command that changes nothing gives no events, because a repeated command is a retry. */
export const decideTenant = (command: TenantCommand, state: TenantState): TenantEvent[] => {
  switch (command.type) {
    case 'RegisterTenant':
      return registerTenant(command, state)
    case 'RegisterClient':
      return isSame(registered(state).clients.get(command.client.clientId), command.client)
        ? []
        : [clientRegistered(command.client)]
    case 'ChangePolicy':
      return isSame(registered(state).policy, command.policy)
        ? []
        : [{ type: 'PolicyChanged', version: 1, data: command.policy }]
    case 'ChangeMemberRoles':
      return changeRoles(command, state)
  }
}
