import { CodedError } from '#services/ports/errors.ts'
import { allowPassword, normalisePassword } from './passwordRules.ts'
import type { Origin } from './tenantMemory.ts'
import { registeredTenant } from './registerTenant.ts'
import type { Changed } from './tenantCommands.ts'
import type { HandleUser, UserWork } from './userCommands.ts'

export interface ChangePassword {
  tenantId: string
  userId: string
  /** The session that makes the change. It is the only one that stays. */
  sessionId: string
  current: string
  next: string
}

const refuse = (path: string, code: string, message: string): never => {
  throw new CodedError('invalid-request', { detail: message, errors: [{ path, code, message }] })
}

/**
 * A person changes their own password. The current one must be given, and every other session of the person ends.
 * A wrong current password is refused as invalid-request (400), because a 401 would make clients sign the person out.
 * @throws CodedError not-found, invalid-request, stale-revision when the password was changed meanwhile, busy
 */
export const changePassword =
  (work: UserWork, handle: HandleUser) =>
  async ({ tenantId, userId, sessionId, current, next }: ChangePassword, origin: Origin): Promise<Changed> => {
    const { user } = (await work.memory.users.readOn(tenantId, userId)).state
    if (user === null) throw new CodedError('not-found')
    if (!(await work.passwords.verify(tenantId, user.secretId, current, { isKnown: true })))
      refuse('body.current', 'wrong-password', 'The current password is wrong.')
    if (normalisePassword(current) === normalisePassword(next))
      refuse('body.next', 'password-unchanged', 'The new password is the old one.')
    allowPassword(next, { ...user, tenant: await registeredTenant(work, tenantId) }, 'body.next')
    const secretId = await work.passwords.store(tenantId, userId, next)
    const credential = { secretId, by: 'person', temporaryUntil: null, except: [sessionId] } as const
    return handle(tenantId, userId, { type: 'ChangeCredential', credential, replaces: user.secretId }, origin)
  }
