import { instant } from '#services/ambient/clock.ts'
import { allowPassword, normalisePassword } from './passwordRules.ts'
import { refused, requirePassword } from './requirePassword.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { registeredTenant } from '#services/tenants/registerTenant.ts'
import type { Changed } from '#services/tenants/tenantCommands.ts'
import type { HandleUser, UserWork } from '#services/tenants/people/userCommands.ts'

export interface ChangePassword {
  tenantId: string
  userId: string
  /** The session that makes the change, which stays. */
  sessionId: string
  /** Sessions that stay too. */
  kept?: readonly string[]
  current: string
  next: string
}

/** Most sessions that an event can spare. A person who has more keeps the newest. */
const mostKept = 200

/**
 * A person changes their own password. The current one must be given, and every session of the person ends that is not
 * kept.
 * @throws CodedError not-found, invalid-request, stale-revision when the password was changed meanwhile, busy
 */
export const changePassword =
  (work: UserWork, handle: HandleUser) =>
  async (
    { tenantId, userId, sessionId, kept = [], current, next }: ChangePassword,
    origin: Origin,
  ): Promise<Changed> => {
    const user = await requirePassword(work, { tenantId, userId }, { password: current, path: 'body.current' })
    if (normalisePassword(current) === normalisePassword(next))
      throw refused('body.next', 'password-unchanged', 'The new password is the old one.')
    allowPassword(next, { ...user, tenant: await registeredTenant(work, tenantId) }, 'body.next')
    const secretId = await work.passwords.store(tenantId, userId, next)
    const except = [sessionId, ...kept].slice(0, mostKept)
    const credential = { secretId, by: 'person', temporaryUntil: null, except } as const
    const change = { type: 'ChangeCredential', credential, replaces: user.secretId } as const
    return handle(tenantId, userId, { ...change, at: instant(work.ambient.clock) }, origin)
  }
