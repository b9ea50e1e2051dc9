import type { Role } from '#events/tenant/events.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { Directory, Standing } from '#services/ports/identity.ts'
import { addUser } from './addUser.ts'
import { changePassword } from './changePassword.ts'
import { oneTimeCredential } from './credentialOf.ts'
import type { Because } from './because.ts'
import { requirePresent, requireStanding } from './decideInvite.ts'
import { decideUser, type UserCommand } from './decideUser.ts'
import { inviteFirstAdmin } from './inviteFirstAdmin.ts'
import { inviteUser, renewInvite, withdrawInvite } from './inviteUser.ts'
import { keepersWhoMaySignIn, refuseOneself, requireOther } from './keepers.ts'
import { drawLink, findLink } from './oneTimeLinks.ts'
import { oneTimeHours } from './oneTimePassword.ts'
import type { TenantPasswords } from './passwords.ts'
import type { TenantWork } from './registerTenant.ts'
import type { Secrets } from './secrets.ts'
import type { Changed, TenantCommands } from './tenantCommands.ts'
import type { Origin } from './tenantMemory.ts'
import { acceptInvite, resetPassword } from './useLinks.ts'

export interface UserWork extends TenantWork {
  passwords: TenantPasswords
  directory: Pick<Directory, 'personByEmail'>
  secrets: Secrets
  keepers: Pick<TenantCommands, 'changeRoles' | 'setAsideAdmin' | 'bringBackAdmin'>
}

export type HandleUser = (tenantId: string, userId: string, command: UserCommand, origin: Origin) => Promise<Changed>

interface OfUser {
  tenantId: string
  userId: string
}
type AboutUser = OfUser & Because

/** Replaces the person's password by a new one-time password. All their sessions end. */
const giveOneTimePassword =
  (work: UserWork, handle: HandleUser) =>
  async (of: OfUser, origin: Origin): Promise<Changed & { oneTimePassword: string }> => {
    const { credential, oneTimePassword } = await oneTimeCredential(work, of)
    const command = { type: 'ChangeCredential', credential, replaces: null } as const
    const { position } = await handle(of.tenantId, of.userId, command, origin)
    return { position, oneTimePassword }
  }

/**
 * Refuses sign-in from now on; every session of the person ends with the event.
 * @throws CodedError not-found, wrong-state, locks-you-out, busy
 */
const disableUser =
  ({ keepers }: UserWork, handle: HandleUser) =>
  async ({ tenantId, userId, ...because }: AboutUser & { operationId?: string }, origin: Origin): Promise<Changed> => {
    refuseOneself(origin.actor.id, userId)
    await keepers.setAsideAdmin({ tenantId, userId }, origin)
    return handle(tenantId, userId, { type: 'DisableUser', ...because }, origin)
  }

/** Refuses as `disableUser` would, and does nothing. */
const checkDisabling =
  ({ memory }: UserWork) =>
  async ({ tenantId, userId }: OfUser, origin: Pick<Origin, 'actor'>): Promise<void> => {
    requireStanding((await memory.users.readOn(tenantId, userId)).state, 'registered')
    refuseOneself(origin.actor.id, userId)
    const maySignIn = await keepersWhoMaySignIn(memory, tenantId, userId)
    requireOther((await memory.tenants.readOn(tenantId, '')).state, userId, maySignIn)
  }

const enableUser =
  ({ keepers }: UserWork, handle: HandleUser) =>
  async ({ tenantId, userId, ...because }: AboutUser, origin: Origin): Promise<Changed> => {
    const { position } = await handle(tenantId, userId, { type: 'EnableUser', ...because }, origin)
    const broughtBack = await keepers.bringBackAdmin({ tenantId, userId }, origin)
    return { position: Math.max(position, broughtBack.position) }
  }

/**
 * Changes the roles of somebody who is invited or registered.
 * @throws CodedError not-found, wrong-state, invalid-request, locks-you-out, busy
 */
const changeRolesOf =
  ({ memory, keepers }: UserWork) =>
  async (change: AboutUser & { roles: readonly Role[] }, origin: Origin): Promise<Changed> => {
    requirePresent((await memory.users.readOn(change.tenantId, change.userId)).state)
    return keepers.changeRoles(change, origin)
  }

/** Makes a one-time link with which the person may choose a new password. */
const offerPasswordReset =
  (work: UserWork, handle: HandleUser) =>
  async (of: OfUser, origin: Origin): Promise<Changed & { token: string; expiresAt: string }> => {
    const { link, token } = await drawLink(work, of, oneTimeHours)
    const { position } = await handle(of.tenantId, of.userId, { type: 'OfferPasswordReset', link }, origin)
    return { position, token, expiresAt: link.expiresAt }
  }

/** The commands that change a person. The events of disabling and of a changed credential end the person's sessions. */
export const userCommands = (work: UserWork) => {
  const handle: HandleUser = (tenantId, userId, command, origin) =>
    work.memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideUser(command, state)))
  return {
    addUser: addUser(work),
    inviteUser: inviteUser(work),
    inviteFirstAdmin: inviteFirstAdmin(work),
    renewInvite: renewInvite(work),
    withdrawInvite: withdrawInvite(work),
    acceptInvite: acceptInvite(work, handle),
    disableUser: disableUser(work, handle),
    checkDisabling: checkDisabling(work),
    enableUser: enableUser(work, handle),
    changeRolesOf: changeRolesOf(work),
    giveOneTimePassword: giveOneTimePassword(work, handle),
    offerPasswordReset: offerPasswordReset(work, handle),
    resetPassword: resetPassword(work, handle),
    /** What a link is for, while it is good. Null: it is not good. */
    findLink: (token: string, standing: Standing) => findLink(work, token, standing),
    changePassword: changePassword(work, handle),
  }
}
export type UserCommands = ReturnType<typeof userCommands>
