import type { Role } from '#events/tenant/events.ts'
import { policySchema } from '#events/tenant/policy/sections.ts'
import type { Quotas } from '#events/tenant/quotas.ts'
import { instant } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { SuspendTenant } from '#services/ports/endings.ts'
import { applicationCommands } from './applications/applicationCommands.ts'
import { blockCommands } from './blocks/blockCommands.ts'
import { checked } from './checked.ts'
import type { Because } from './because.ts'
import { decideTenant, type TenantCommand } from './decideTenant.ts'
import { keeperRole, keepersWhoMaySignIn, refuseOneself } from './keepers.ts'
import type { PolicyCommand } from './policy/decidePolicy.ts'
import { registerTenant, type TenantWork } from './registerTenant.ts'
import type { Origin } from './tenantMemory.ts'
import type { TenantState } from './tenantState.ts'

export interface Changed {
  position: number
}

/** Answers the tenant's state after the command, too. */
export type HandleTenant = (
  tenantId: string,
  command: TenantCommand,
  origin: Origin,
) => Promise<Changed & { state: TenantState }>

interface OfPerson {
  tenantId: string
  userId: string
}

/**
 * `roles` replaces all roles of the person. Empty: no longer a member. The person's access tokens are outdated at once.
 * @throws CodedError not-found (tenant), invalid-request, locks-you-out, busy
 */
const changeRoles =
  (work: TenantWork, handle: HandleTenant) =>
  async (
    { tenantId, ...change }: OfPerson & { roles: readonly Role[] } & Because,
    origin: Origin,
  ): Promise<Changed> => {
    const { userId, roles } = change
    if (!roles.includes(keeperRole(tenantId))) refuseOneself(origin.actor.id, userId)
    const maySignIn = await keepersWhoMaySignIn(work, tenantId, userId)
    return handle(
      tenantId,
      { type: 'ChangeMemberRoles', ...change, maySignIn, at: instant(work.ambient.clock) },
      origin,
    )
  }

/** The commands that change a tenant: its applications, its policy and its members' roles. */
export const tenantCommands = (work: TenantWork) => {
  const handle: HandleTenant = (tenantId, command, origin) =>
    work.memory.tenants.handle('', { tenantId, ...origin }, (state) => changes(decideTenant(command, state)))
  const suspendTenant: SuspendTenant = async ({ tenantId, ...command }, origin) => {
    const { state, position } = await handle(tenantId, { type: 'SuspendTenant', ...command }, origin)
    return { position, suspension: state.tenant!.suspension! }
  }
  return {
    registerTenant: registerTenant(work),
    ...applicationCommands(handle),
    ...blockCommands(work, handle),
    /** @throws CodedError not-found, wrong-version, invalid-request, busy */
    changePolicy: (
      { tenantId, policy, ...command }: { tenantId: string } & Omit<PolicyCommand, 'type'>,
      origin: Origin,
    ): ReturnType<HandleTenant> =>
      handle(tenantId, { type: 'ChangePolicy', policy: checked(policySchema, policy), ...command }, origin),
    changeRoles: changeRoles(work, handle),
    /** Gives roles to people who have none yet. @throws CodedError not-found, invalid-request, quota-reached, busy */
    addMembers: (
      { tenantId, ...members }: { tenantId: string } & Omit<Extract<TenantCommand, { type: 'AddMembers' }>, 'type'>,
      origin: Origin,
    ): Promise<Changed> => handle(tenantId, { type: 'AddMembers', ...members }, origin),
    setAsideAdmin: async ({ tenantId, ...of }: OfPerson & { until?: string }, origin: Origin): Promise<Changed> => {
      const maySignIn = await keepersWhoMaySignIn(work, tenantId, of.userId)
      const at = instant(work.ambient.clock)
      return handle(tenantId, { type: 'SetAsideAdmin', ...of, maySignIn, at }, origin)
    },
    bringBackAdmin: ({ tenantId, userId }: OfPerson, origin: Origin): Promise<Changed> =>
      handle(tenantId, { type: 'BringBackAdmin', userId }, origin),
    changeTenant: (
      { tenantId, ...change }: { tenantId: string; name?: string | undefined; quotas?: Quotas | undefined },
      origin: Origin,
    ): Promise<Changed> => handle(tenantId, { type: 'ChangeTenant', ...change }, origin),
    suspendTenant,
    resumeTenant: ({ tenantId, ...because }: { tenantId: string } & Because, origin: Origin): Promise<Changed> =>
      handle(tenantId, { type: 'ResumeTenant', ...because }, origin),
  }
}
export type TenantCommands = ReturnType<typeof tenantCommands>
