import { z } from 'zod'
import { roleSchema, type Role } from '#events/tenant/events.ts'
import { emailSchema } from '#events/text/emailAddress.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { checked } from '#services/tenants/checked.ts'
import { claimEmail } from '#services/tenants/claims/claimEmail.ts'
import { credentialOf, type GivenCredential } from '#services/tenants/passwords/credentialOf.ts'
import { decideTenant } from '#services/tenants/decideTenant.ts'
import { decideUser } from './decideUser.ts'
import { registeredTenant } from '#services/tenants/registerTenant.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { UserWork } from './userCommands.ts'

export interface AddUser {
  tenantId: string
  /** Given by a caller that may repeat the addition after a lost answer. Absent: a new id. */
  userId?: string
  email: string
  name: string
  roles: readonly Role[]
  credential: GivenCredential
}

export interface AddedUser {
  userId: string
  /** Shown once, to the admin who hands it over. Valid for 24 hours. */
  oneTimePassword: string | null
  position: number
}

const shape = z.object({
  email: emailSchema,
  name: z.string().trim().min(1).max(200),
  roles: z.array(roleSchema).min(1, { message: 'Give at least one role.' }).max(5),
})

export const unspoken = { reason: null, message: null, ticket: null }

/** Refuses, before anything is written, a tenant that does not exist and roles that this tenant does not know. */
export const requireRoles = async (work: UserWork, tenantId: string, userId: string, roles: readonly Role[]) => {
  const { state } = await work.memory.tenants.readOn(tenantId, '')
  decideTenant({ type: 'ChangeMemberRoles', userId, roles, maySignIn: new Set(), at: '', ...unspoken }, state)
}

/**
 * Claims the e-mail, registers the person with a credential, then gives the roles. If the process dies before the last
 * step, the person exists without roles, and an admin completes the work with `changeRoles`.
 * @throws CodedError not-found (tenant), invalid-request, already-exists, busy
 */
export const addUser =
  (work: UserWork) =>
  async (command: AddUser, origin: Origin): Promise<AddedUser> => {
    const { tenantId, userId = work.ambient.random.id() } = command
    const { email, name, roles } = checked(shape, command)
    await requireRoles(work, tenantId, userId, roles)
    const tenant = await registeredTenant(work, tenantId)
    const of = { tenantId, userId, email, name, tenant }
    const { credential, oneTimePassword } = await credentialOf(work, of, command.credential)
    await claimEmail(work, { tenantId, userId, email }, origin)
    await work.memory.users.handle(userId, { tenantId, ...origin }, (state) =>
      changes(decideUser({ type: 'RegisterUser', userId, email, name, credential }, state)),
    )
    const { position } = await work.keepers.changeRoles({ tenantId, userId, roles, ...unspoken }, origin)
    return { userId, oneTimePassword, position }
  }
