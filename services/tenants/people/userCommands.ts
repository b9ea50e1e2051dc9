import type { KeyObject } from 'node:crypto'
import type { Role } from '#events/tenant/events.ts'
import { instant } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { AdoptPassword, Directory, Standing } from '#services/ports/identity.ts'
import { addUser } from './addUser.ts'
import { changeEmail, confirmEmail, type EmailWork, offerEmailChange } from './changeEmail.ts'
import { changePassword } from '#services/tenants/passwords/changePassword.ts'
import { noticeCommands } from '#services/tenants/notices/noticeCommands.ts'
import { askForReset } from '#services/tenants/passwords/forgotPassword.ts'
import { oneTimeCredential } from '#services/tenants/passwords/credentialOf.ts'
import type { Because } from '#services/tenants/because.ts'
import { requirePresent, requireStanding } from '#services/tenants/links/decideInvite.ts'
import type { ProfileCommand } from './decideProfile.ts'
import { holdCommands } from './holdCommands.ts'
import { decideUser, type UserCommand } from './decideUser.ts'
import { inviteFirstAdmin } from '#services/tenants/links/inviteFirstAdmin.ts'
import { inviteUser, renewInvite, withdrawInvite } from '#services/tenants/links/inviteUser.ts'
import { keepersWhoMaySignIn, refuseOneself, requireOther } from '#services/tenants/keepers.ts'
import { drawLink, findEmailChange, findLink } from '#services/tenants/links/oneTimeLinks.ts'
import { oneTimeHours } from '#services/tenants/passwords/oneTimePassword.ts'
import type { TenantPasswords } from '#services/tenants/passwords/passwords.ts'
import type { TenantWork } from '#services/tenants/registerTenant.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'
import type { Changed, TenantCommands } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { acceptInvite, resetPassword } from '#services/tenants/links/useLinks.ts'

export interface UserWork extends TenantWork {
  passwords: TenantPasswords
  directory: Pick<Directory, 'person' | 'personByEmail'>
  secrets: Secrets
  linkKey: KeyObject
  keepers: Pick<TenantCommands, 'changeRoles' | 'addMembers' | 'setAsideAdmin' | 'bringBackAdmin'>
}

export type HandleUser = (tenantId: string, userId: string, command: UserCommand, origin: Origin) => Promise<Changed>

interface OfUser {
  tenantId: string
  userId: string
}
type AboutUser = OfUser & Because
/** Changes that need no more than the decision. */
type ProfileChange = 'RenameUser' | 'WithdrawEmailChange' | 'ChangePreferences'

/** Replaces the person's password by a new one-time password. All their sessions end. */
const giveOneTimePassword =
  (work: UserWork, handle: HandleUser) =>
  async (of: OfUser, origin: Origin): Promise<Changed & { oneTimePassword: string }> => {
    const { credential, oneTimePassword } = await oneTimeCredential(work, of)
    const command = { type: 'ChangeCredential', credential, replaces: null, at: instant(work.ambient.clock) } as const
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

/** Refuses as `disableUser` or `holdUser` would, and does nothing. */
const checkDisabling =
  (work: UserWork) =>
  async ({ tenantId, userId }: OfUser, origin: Pick<Origin, 'actor'>): Promise<void> => {
    const { memory, ambient } = work
    requireStanding((await memory.users.readOn(tenantId, userId)).state, 'registered')
    refuseOneself(origin.actor.id, userId)
    const maySignIn = await keepersWhoMaySignIn(work, tenantId, userId)
    requireOther((await memory.tenants.readOn(tenantId, '')).state, { userId, maySignIn, at: instant(ambient.clock) })
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

const adoptPassword =
  ({ passwords }: UserWork, handle: HandleUser): AdoptPassword =>
  async ({ tenantId, userId, secretId: replaces, password }, origin) => {
    const secretId = await passwords.store(tenantId, userId, password)
    await handle(tenantId, userId, { type: 'AdoptCredential', secretId, replaces }, origin)
  }

/** Makes a one-time link with which the person may choose a new password. */
const offerPasswordReset =
  (work: UserWork, handle: HandleUser) =>
  async (of: OfUser, origin: Origin): Promise<Changed & { token: string; expiresAt: string }> => {
    const { link, token } = await drawLink(work, of, oneTimeHours)
    const { position } = await handle(
      of.tenantId,
      of.userId,
      { type: 'OfferPasswordReset', link, at: instant(work.ambient.clock) },
      origin,
    )
    return { position, token, expiresAt: link.expiresAt }
  }

/** The commands that change a person. The events of disabling and of a changed credential end the person's sessions. */
export const userCommands = (work: EmailWork) => {
  const handle: HandleUser = (tenantId, userId, command, origin) =>
    work.memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideUser(command, state)))
  return {
    addUser: addUser(work),
    adoptPassword: adoptPassword(work, handle),
    inviteUser: inviteUser(work),
    inviteFirstAdmin: inviteFirstAdmin(work),
    renewInvite: renewInvite(work),
    withdrawInvite: withdrawInvite(work),
    acceptInvite: acceptInvite(work, handle),
    disableUser: disableUser(work, handle),
    checkDisabling: checkDisabling(work),
    enableUser: enableUser(work, handle),
    ...holdCommands(work, handle),
    changeRolesOf: changeRolesOf(work),
    giveOneTimePassword: giveOneTimePassword(work, handle),
    offerPasswordReset: offerPasswordReset(work, handle),
    askForReset: askForReset(work),
    ...noticeCommands(work),
    resetPassword: resetPassword(work, handle),
    /** What a link is for, while it is good. Null: it is not good. */
    findLink: (token: string, standing: Standing) => findLink(work, token, standing),
    changePassword: changePassword(work, handle),
    offerEmailChange: offerEmailChange(work, handle),
    /** Whose a link for a new address is, and the address. Null: it is not good. */
    findEmailChange: (token: string) => findEmailChange(work, token),
    confirmEmail: confirmEmail(work, handle),
    changeEmail: changeEmail(work, handle),
    /** @throws CodedError not-found, wrong-state, busy */
    changeProfile: (
      { tenantId, userId, ...command }: OfUser & Extract<ProfileCommand, { type: ProfileChange }>,
      origin: Origin,
    ) => handle(tenantId, userId, command, origin),
  }
}
export type UserCommands = ReturnType<typeof userCommands>
