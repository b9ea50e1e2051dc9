import { changes } from '#services/commands/commandHandler.ts'
import type { Directory } from '#services/ports/identity.ts'
import { addUser } from './addUser.ts'
import { changePassword } from './changePassword.ts'
import { oneTimeCredential } from './credentialOf.ts'
import type { Because } from './because.ts'
import { decideUser, type UserCommand } from './decideUser.ts'
import type { TenantPasswords } from './passwords.ts'
import type { TenantWork } from './registerTenant.ts'
import type { Changed, TenantCommands } from './tenantCommands.ts'
import type { Origin } from './tenantMemory.ts'

export interface UserWork extends TenantWork {
  passwords: TenantPasswords
  directory: Pick<Directory, 'personByEmail'>
  changeRoles: TenantCommands['changeRoles']
}

export type HandleUser = (tenantId: string, userId: string, command: UserCommand, origin: Origin) => Promise<Changed>

type AboutUser = { tenantId: string; userId: string } & Because

/** Replaces the person's password by a new one-time password. All their sessions end. */
const resetPassword =
  (work: UserWork, handle: HandleUser) =>
  async (of: { tenantId: string; userId: string }, origin: Origin): Promise<Changed & { oneTimePassword: string }> => {
    const { credential, oneTimePassword } = await oneTimeCredential(work, of)
    const command = { type: 'ChangeCredential', credential, replaces: null } as const
    const { position } = await handle(of.tenantId, of.userId, command, origin)
    return { position, oneTimePassword }
  }

/** The commands that change a person. The events of disabling and of a changed credential end the person's sessions. */
export const userCommands = (work: UserWork) => {
  const handle: HandleUser = (tenantId, userId, command, origin) =>
    work.memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideUser(command, state)))
  return {
    addUser: addUser(work),
    disableUser: ({ tenantId, userId, ...because }: AboutUser, origin: Origin) =>
      handle(tenantId, userId, { type: 'DisableUser', ...because }, origin),
    enableUser: ({ tenantId, userId, ...because }: AboutUser, origin: Origin) =>
      handle(tenantId, userId, { type: 'EnableUser', ...because }, origin),
    resetPassword: resetPassword(work, handle),
    changePassword: changePassword(work, handle),
  }
}
export type UserCommands = ReturnType<typeof userCommands>
