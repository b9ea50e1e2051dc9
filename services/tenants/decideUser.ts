import type { UserEvent } from '#events/user/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from './because.ts'
import type { UserState } from './userState.ts'

export interface NewCredential {
  secretId: string
  by: 'person' | 'admin'
  temporaryUntil: string | null
  /** Ids of sessions that do not end. */
  except: readonly string[]
}

export type UserCommand =
  | { type: 'RegisterUser'; userId: string; email: string; name: string; credential: NewCredential | null }
  | ({ type: 'DisableUser' } & Because)
  | ({ type: 'EnableUser' } & Because)
  /** `replaces`: id of the secret that the person has proved. Null: an admin sets the new one without a proof. */
  | { type: 'ChangeCredential'; credential: NewCredential; replaces: string | null }

const credentialChanged = (userId: string, { except, ...credential }: NewCredential): UserEvent => ({
  type: 'CredentialChanged',
  version: 1,
  data: { userId, ...credential, except: [...except] },
})

const register = (
  { userId, email, name, credential }: Extract<UserCommand, { type: 'RegisterUser' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user !== null) return []
  return [
    { type: 'UserRegistered', version: 1, data: { userId, email, name } },
    ...(credential === null ? [] : [credentialChanged(userId, credential)]),
  ]
}

const registered = ({ user }: UserState): NonNullable<UserState['user']> => {
  if (user === null) throw new CodedError('not-found', { detail: 'There is no such person.' })
  return user
}

const disable = ({ reason, message, ticket }: Because, state: UserState, disabled: boolean): UserEvent[] => {
  const user = registered(state)
  if (user.disabled === disabled) return []
  const data = { userId: user.userId, reason, message, ticket }
  return disabled ? [{ type: 'UserDisabled', version: 1, data }] : [{ type: 'UserEnabled', version: 1, data }]
}

/** The password that the person has proved must still be the current one when the new one replaces it. */
const changeCredential = (
  { credential, replaces }: Extract<UserCommand, { type: 'ChangeCredential' }>,
  state: UserState,
): UserEvent[] => {
  const user = registered(state)
  if (replaces !== null && user.secretId !== replaces)
    throw new CodedError('stale-revision', { detail: 'The password was changed meanwhile. Sign in again.' })
  return [credentialChanged(user.userId, credential)]
}

export const decideUser = (command: UserCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'RegisterUser':
      return register(command, state)
    case 'DisableUser':
      return disable(command, state, true)
    case 'EnableUser':
      return disable(command, state, false)
    case 'ChangeCredential':
      return changeCredential(command, state)
  }
}
