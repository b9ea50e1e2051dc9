import { isHeld } from '#events/user/hold.ts'
import { systemTenantId } from '#events/streams.ts'
import type { Role, TenantEvent } from '#events/tenant/events.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { UserState } from './people/userState.ts'
import type { TenantMemory } from './tenantMemory.ts'
import type { TenantState } from './tenantState.ts'

/** Whoever can let others in: a tenant's admins, the system tenant's operators. There must always be one. */
export const keeperRole = (tenantId: string): Role => (tenantId === systemTenantId ? 'operator' : 'admin')

/** Who is asked about, as of when, and which keepers may sign in then by what their own streams say. */
export interface KeeperQuestion {
  userId: string
  maySignIn: ReadonlySet<string>
  /** ISO 8601. */
  at: string
}
export type KeeperCommand =
  /** `until`: the person is held until then. Absent: until brought back. */
  ({ type: 'SetAsideAdmin'; until?: string } & KeeperQuestion) | { type: 'BringBackAdmin'; userId: string }

const isSetAside = ({ setAside }: TenantState, userId: string, at: string): boolean => {
  const until = setAside.get(userId)
  return until === null || (until !== undefined && until > at)
}

const keepersOf = (state: TenantState, at: string): string[] => {
  const { tenant, members } = state
  if (tenant === null) return []
  const role = keeperRole(tenant.tenantId)
  return [...members]
    .filter(([userId, roles]) => roles.includes(role) && !isSetAside(state, userId, at))
    .map(([userId]) => userId)
}

/** @throws CodedError locks-you-out */
export const requireOther = (state: TenantState, { userId, maySignIn, at }: KeeperQuestion): void => {
  const standing = keepersOf(state, at).filter((keeper) => maySignIn.has(keeper))
  if (standing.length === 1 && standing[0] === userId)
    throw new CodedError('locks-you-out', {
      detail: 'This is the last person who can let others in. Make another first.',
    })
}

/** Whether somebody set aside for a time would now be so for longer. */
const isAsideLonger = ({ setAside }: TenantState, userId: string, until: string | undefined): boolean => {
  const before = setAside.get(userId)
  return before !== undefined && before !== null && (until === undefined || until > before)
}

export const decideKeeper = (command: KeeperCommand, state: TenantState): TenantEvent[] => {
  const { userId } = command
  switch (command.type) {
    case 'SetAsideAdmin': {
      requireOther(state, command)
      const { at, until } = command
      const stands = keepersOf(state, at).includes(userId) && command.maySignIn.has(userId)
      if (!stands && !isAsideLonger(state, userId, until)) return []
      return [{ type: 'AdminSetAside', version: 1, data: { userId, ...(until === undefined ? {} : { until }) } }]
    }
    case 'BringBackAdmin':
      return state.setAside.has(userId) ? [{ type: 'AdminBroughtBack', version: 1, data: { userId } }] : []
  }
}

export interface KeeperWork {
  ambient: Pick<Ambient, 'clock'>
  memory: Pick<TenantMemory, 'tenants' | 'users'>
}
type Known = NonNullable<UserState['user']>

/** Whether the person can sign in, but for a hold. */
const canSignIn = ({ standing, disabled, forgotten, secretId }: Known): boolean =>
  standing === 'registered' && !disabled && !forgotten && secretId !== null

const peopleOf = async ({ memory }: KeeperWork, tenantId: string, userIds: readonly string[]): Promise<Known[]> => {
  const read = await Promise.all(userIds.map((userId) => memory.users.readOn(tenantId, userId)))
  return read.flatMap(({ state: { user } }) => (user === null ? [] : [user]))
}

const whoMaySignIn = async (work: KeeperWork, tenantId: string, userIds: readonly string[]) => {
  const at = instant(work.ambient.clock)
  const people = await peopleOf(work, tenantId, userIds)
  return new Set(people.filter((user) => canSignIn(user) && !isHeld(user, at)).map(({ userId }) => userId))
}

/** Whether this person can let others in, and may sign in now. */
export const isKeeper = async (work: KeeperWork, tenantId: string, userId: string): Promise<boolean> =>
  keepersOf((await work.memory.tenants.readOn(tenantId, '')).state, instant(work.ambient.clock)).includes(userId) &&
  (await whoMaySignIn(work, tenantId, [userId])).size > 0

/** After every hold. */
const afterHolds = '9999-12-31T23:59:59.999Z'

/** Whether there is somebody who can let others in, now or when their hold is over. */
export const hasKeeper = async (work: KeeperWork, tenantId: string): Promise<boolean> => {
  const keepers = keepersOf((await work.memory.tenants.readOn(tenantId, '')).state, afterHolds)
  return (await peopleOf(work, tenantId, keepers)).some(canSignIn)
}

/**
 * The keepers who may sign in, by what their own streams say, if this person is one of them; else nobody. Who is the
 * last one is decided on the tenant's stream: this only leaves out those who were invited, hold themselves, or were disabled
 * before there was `AdminSetAside`.
 */
export const keepersWhoMaySignIn = async (
  work: KeeperWork,
  tenantId: string,
  userId: string,
): Promise<ReadonlySet<string>> => {
  const { state } = await work.memory.tenants.readOn(tenantId, '')
  const keepers = keepersOf(state, instant(work.ambient.clock))
  return keepers.includes(userId) ? whoMaySignIn(work, tenantId, keepers) : new Set()
}

/** Nobody takes from themselves what lets them in; somebody else does. @throws CodedError locks-you-out */
export const refuseOneself = (actorId: string, userId: string): void => {
  if (actorId === userId)
    throw new CodedError('locks-you-out', { detail: 'You would lock yourself out. Ask another admin to do it.' })
}
