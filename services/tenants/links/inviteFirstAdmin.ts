import { CodedError } from '#services/ports/errors.ts'
import { type Invited, inviteUser, renewInvite } from './inviteUser.ts'
import { hasKeeper } from '#services/tenants/keepers.ts'
import { registeredTenant } from '#services/tenants/registerTenant.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'

/**
 * Invites somebody as the first admin of a tenant. Until an admin has come in, it may be repeated: the same address then gets
 * a new link. Afterwards admins invite, because a tenant's people are no concern of operators.
 * @throws CodedError not-found (tenant), wrong-state once there is an admin, invalid-request, already-exists, busy
 */
export const inviteFirstAdmin =
  (work: UserWork) =>
  async (
    { tenantId, userId, email }: { tenantId: string; userId?: string; email: string },
    origin: Origin,
  ): Promise<Invited> => {
    await registeredTenant(work, tenantId)
    if (await hasKeeper(work, tenantId))
      throw new CodedError('wrong-state', { detail: 'This tenant has an admin, who invites others.' })
    const person = await work.directory.personByEmail(tenantId, email)
    if (person?.standing === 'invited' && person.roles.includes('admin'))
      return renewInvite(work)({ tenantId, userId: person.userId }, origin)
    return inviteUser(work)({ tenantId, ...(userId === undefined ? {} : { userId }), email, roles: ['admin'] }, origin)
  }
