import { systemTenantId } from '#events/streams.ts'
import type { Role, TenantEvent } from '#events/tenant/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { TenantMemory } from './tenantMemory.ts'
import type { TenantState } from './tenantState.ts'

/** Whoever can let others in: a tenant's admins, the system tenant's operators. There must always be one. */
export const keeperRole = (tenantId: string): Role => (tenantId === systemTenantId ? 'operator' : 'admin')

export type KeeperCommand =
  { type: 'SetAsideAdmin'; userId: string; maySignIn: ReadonlySet<string> } | { type: 'BringBackAdmin'; userId: string }

const keepersOf = ({ tenant, members, setAside }: TenantState): string[] => {
  if (tenant === null) return []
  const role = keeperRole(tenant.tenantId)
  return [...members].filter(([userId, roles]) => roles.includes(role) && !setAside.has(userId)).map(([id]) => id)
}

/** @throws CodedError locks-you-out */
export const requireOther = (state: TenantState, userId: string, maySignIn: ReadonlySet<string>): void => {
  const standing = keepersOf(state).filter((keeper) => maySignIn.has(keeper))
  if (standing.length === 1 && standing[0] === userId)
    throw new CodedError('locks-you-out', {
      detail: 'This is the last person who can let others in. Make another first.',
    })
}

export const decideKeeper = (command: KeeperCommand, state: TenantState): TenantEvent[] => {
  const { userId } = command
  switch (command.type) {
    case 'SetAsideAdmin':
      requireOther(state, userId, command.maySignIn)
      return keepersOf(state).includes(userId) && command.maySignIn.has(userId)
        ? [{ type: 'AdminSetAside', version: 1, data: { userId } }]
        : []
    case 'BringBackAdmin':
      return state.setAside.has(userId) ? [{ type: 'AdminBroughtBack', version: 1, data: { userId } }] : []
  }
}

const whoMaySignIn = async (
  { users }: Pick<TenantMemory, 'users'>,
  tenantId: string,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const read = await Promise.all(userIds.map((userId) => users.readOn(tenantId, userId)))
  const standing = read.flatMap(({ state: { user } }) =>
    user?.standing === 'registered' && !user.disabled && !user.forgotten && user.secretId !== null ? [user.userId] : [],
  )
  return new Set(standing)
}

/** Whether this person can let others in, and may sign in. */
export const isKeeper = async (
  memory: Pick<TenantMemory, 'tenants' | 'users'>,
  tenantId: string,
  userId: string,
): Promise<boolean> =>
  keepersOf((await memory.tenants.readOn(tenantId, '')).state).includes(userId) &&
  (await whoMaySignIn(memory, tenantId, [userId])).size > 0

/** Whether somebody who can let others in may sign in. */
export const hasKeeper = async (
  memory: Pick<TenantMemory, 'tenants' | 'users'>,
  tenantId: string,
): Promise<boolean> => {
  const keepers = keepersOf((await memory.tenants.readOn(tenantId, '')).state)
  return (await whoMaySignIn(memory, tenantId, keepers)).size > 0
}

/**
 * The keepers who may sign in, by what their own streams say, if this person is one of them; else nobody. Who is the
 * last one is decided on the tenant's stream: this only leaves out those who were invited, or disabled before there was
 * `AdminSetAside`.
 */
export const keepersWhoMaySignIn = async (
  { tenants, users }: Pick<TenantMemory, 'tenants' | 'users'>,
  tenantId: string,
  userId: string,
): Promise<ReadonlySet<string>> => {
  const keepers = keepersOf((await tenants.readOn(tenantId, '')).state)
  if (!keepers.includes(userId)) return new Set()
  return whoMaySignIn({ users }, tenantId, keepers)
}

/** Nobody takes from themselves what lets them in; somebody else does. @throws CodedError locks-you-out */
export const refuseOneself = (actorId: string, userId: string): void => {
  if (actorId === userId)
    throw new CodedError('locks-you-out', { detail: 'You would lock yourself out. Ask another admin to do it.' })
}
