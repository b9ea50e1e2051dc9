import type { UserEvent } from '#events/user/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from './because.ts'
import { deadLink, decideInvite, known, requireStanding, type InviteCommand, type NewLink } from './decideInvite.ts'
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
  | InviteCommand
  | ({ type: 'DisableUser'; operationId?: string } & Because)
  | ({ type: 'EnableUser' } & Because)
  /** Gives a disabled person's address away. */
  | { type: 'ReleaseEmail' }
  | { type: 'OfferPasswordReset'; link: NewLink }
  /** `secretId`: the link that the person has shown. */
  | { type: 'ResetPassword'; credential: NewCredential; secretId: string }
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

const disable = (
  { operationId, reason, message, ticket }: Extract<UserCommand, { type: 'DisableUser' }>,
  state: UserState,
): UserEvent[] => {
  if (known(state).disabled) return []
  const { userId } = requireStanding(state, 'registered')
  const of = operationId === undefined ? {} : { operationId }
  return [{ type: 'UserDisabled', version: 1, data: { userId, ...of, reason, message, ticket } }]
}

const enable = ({ reason, message, ticket }: Because, state: UserState): UserEvent[] => {
  const { userId, disabled } = requireStanding(state, 'registered')
  return disabled ? [{ type: 'UserEnabled', version: 1, data: { userId, reason, message, ticket } }] : []
}

const releaseEmail = (state: UserState): UserEvent[] => {
  if (known(state).standing === 'gone') return []
  const { userId, disabled } = requireStanding(state, 'registered')
  if (!disabled)
    throw new CodedError('already-exists', { detail: 'Somebody in this tenant has this e-mail address already.' })
  return [{ type: 'EmailReleased', version: 1, data: { userId } }]
}

const offerReset = ({ secretId, expiresAt }: NewLink, state: UserState): UserEvent[] => {
  const { userId, disabled } = requireStanding(state, 'registered')
  if (disabled) throw new CodedError('wrong-state', { detail: 'This person is disabled. Enable them first.' })
  return [{ type: 'PasswordResetOffered', version: 1, data: { userId, secretId, expiresAt } }]
}

const resetPassword = (
  { credential, secretId }: Extract<UserCommand, { type: 'ResetPassword' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user?.standing !== 'registered' || user.link?.secretId !== secretId) throw deadLink()
  return [credentialChanged(user.userId, credential)]
}

/** The password that the person has proved must still be the current one when the new one replaces it. */
const changeCredential = (
  { credential, replaces }: Extract<UserCommand, { type: 'ChangeCredential' }>,
  state: UserState,
): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  if (replaces !== null && user.secretId !== replaces)
    throw new CodedError('stale-revision', { detail: 'The password was changed meanwhile. Sign in again.' })
  return [credentialChanged(user.userId, credential)]
}

export const decideUser = (command: UserCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'RegisterUser':
      return register(command, state)
    case 'InviteUser':
    case 'RenewInvite':
    case 'WithdrawInvite':
    case 'AcceptInvite':
      return decideInvite(command, state)
    case 'DisableUser':
      return disable(command, state)
    case 'EnableUser':
      return enable(command, state)
    case 'ReleaseEmail':
      return releaseEmail(state)
    case 'OfferPasswordReset':
      return offerReset(command.link, state)
    case 'ResetPassword':
      return resetPassword(command, state)
    case 'ChangeCredential':
      return changeCredential(command, state)
  }
}
