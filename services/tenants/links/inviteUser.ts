import { z } from 'zod'
import { roleSchema, type Role } from '#events/tenant/events.ts'
import { emailSchema } from '#events/text/emailAddress.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { requireRoles, unspoken } from '#services/tenants/people/addUser.ts'
import { checked } from '#services/tenants/checked.ts'
import { claimEmail } from '#services/tenants/claims/claimEmail.ts'
import type { InviteCommand } from './decideInvite.ts'
import type { Because } from '#services/tenants/because.ts'
import { decideUser } from '#services/tenants/people/decideUser.ts'
import { drawLink } from './oneTimeLinks.ts'
import { registeredTenant } from '#services/tenants/registerTenant.ts'
import type { Changed } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'

export interface InviteUser {
  tenantId: string
  /** Given by a caller that may repeat the invite after a lost answer. Absent: a new id. */
  userId?: string
  email: string
  roles: readonly Role[]
  takeOver?: boolean
}

export interface Invited extends Changed {
  userId: string
  /** Shown once, to whoever hands the link over. */
  token: string
  /** ISO 8601. */
  expiresAt: string
}

export const inviteHours = 7 * 24

const shape = z.object({
  email: emailSchema,
  roles: z.array(roleSchema).min(1, { message: 'Give at least one role.' }).max(5),
})

/**
 * Claims the e-mail, invites the person, then gives the roles, which count once the person has come in. A repeat with
 * the same id finishes what a process that died had begun; its link replaces the first one's.
 * @throws CodedError not-found (tenant), invalid-request, already-exists, busy
 */
export const inviteUser =
  (work: UserWork) =>
  async (command: InviteUser, origin: Origin): Promise<Invited> => {
    const { tenantId, userId = work.ambient.random.id(), takeOver = false } = command
    const { email, roles } = checked(shape, command)
    await registeredTenant(work, tenantId)
    await requireRoles(work, tenantId, userId, roles)
    await claimEmail(work, { tenantId, userId, email, takeOver }, origin)
    const { link, token } = await drawLink(work, { tenantId, userId }, inviteHours)
    await work.memory.users.handle(userId, { tenantId, ...origin }, (state) =>
      changes(
        decideUser(
          state.user === null ? { type: 'InviteUser', userId, email, link } : { type: 'RenewInvite', link },
          state,
        ),
      ),
    )
    const { position } = await work.keepers.changeRoles({ tenantId, userId, roles, ...unspoken }, origin)
    return { userId, token, expiresAt: link.expiresAt, position }
  }

/** Makes a new link in place of the last one. @throws CodedError not-found, wrong-state, busy */
export const renewInvite =
  (work: UserWork) =>
  async ({ tenantId, userId }: { tenantId: string; userId: string }, origin: Origin): Promise<Invited> => {
    const { link, token } = await drawLink(work, { tenantId, userId }, inviteHours)
    const command: InviteCommand = { type: 'RenewInvite', link }
    const { position } = await work.memory.users.handle(userId, { tenantId, ...origin }, (state) =>
      changes(decideUser(command, state)),
    )
    return { userId, token, expiresAt: link.expiresAt, position }
  }

/** The link is dead at once, and the address may be given to somebody else. @throws CodedError not-found, wrong-state, busy */
export const withdrawInvite =
  (work: UserWork) =>
  async (
    { tenantId, userId, ...because }: { tenantId: string; userId: string } & Because,
    origin: Origin,
  ): Promise<Changed> => {
    await work.memory.users.handle(userId, { tenantId, ...origin }, (state) =>
      changes(decideUser({ type: 'WithdrawInvite', ...because }, state)),
    )
    return work.keepers.changeRoles({ tenantId, userId, roles: [], ...because }, origin)
  }
