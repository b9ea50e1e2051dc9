import { CodedError } from '#services/ports/errors.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

export const refused = (path: string, code: string, message: string): CodedError =>
  new CodedError('invalid-request', { detail: message, errors: [{ path, code, message }] })

/**
 * A signed-in person proves to be still the one who signed in. A wrong password is refused as invalid-request (400), because a
 * 401 would make clients sign the person out. `path`: where it stands in the request.
 * @throws CodedError not-found, invalid-request, busy
 */
export const requirePassword = async (
  work: Pick<UserWork, 'memory' | 'passwords'>,
  { tenantId, userId }: { tenantId: string; userId: string },
  { password, path }: { password: string; path: string },
): Promise<NonNullable<UserState['user']>> => {
  const { user } = (await work.memory.users.readOn(tenantId, userId)).state
  if (user === null) throw new CodedError('not-found')
  if (!(await work.passwords.verify(tenantId, user.secretId, password, { isKnown: true })))
    throw refused(path, 'wrong-password', 'The current password is wrong.')
  return user
}
