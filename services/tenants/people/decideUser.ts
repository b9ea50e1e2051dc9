import { isHeld, isHeldForHours } from '#events/user/hold.ts'
import type { UserEvent } from '#events/user/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from '#services/tenants/because.ts'
import {
  deadLink,
  decideInvite,
  known,
  requireStanding,
  type InviteCommand,
  type NewLink,
} from '#services/tenants/links/decideInvite.ts'
import { decideNotice, type NoticeCommand } from '#services/tenants/notices/decideNotice.ts'
import { decideHold, type HoldCommand } from './decideHold.ts'
import { type AskForReset, decideReset } from '#services/tenants/passwords/decideReset.ts'
import { decideProfile, type ProfileCommand } from './decideProfile.ts'
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
  /** Somebody whom another system had. */
  | {
      type: 'ImportUser'
      userId: string
      email: string
      name: string
      /** Row of the password's hash. Null: none came along. */
      secretId: string | null
      isDisabled: boolean
    }
  /** `replaces`: the row that must still be current. */
  | { type: 'AdoptCredential'; secretId: string; replaces: string | null }
  | InviteCommand
  | ProfileCommand
  | ({ type: 'DisableUser'; operationId?: string } & Because)
  | ({ type: 'EnableUser' } & Because)
  | HoldCommand
  /** Gives a disabled person's address away. */
  | { type: 'ReleaseEmail' }
  | { type: 'OfferPasswordReset'; link: NewLink; at: string }
  | AskForReset
  | NoticeCommand
  /** `secretId`: the link that the person has shown. `at`: now. */
  | { type: 'ResetPassword'; credential: NewCredential; secretId: string; at: string }
  /** `replaces`: id of the secret that the person has proved. Null: an admin sets the new one without a proof. */
  | { type: 'ChangeCredential'; credential: NewCredential; replaces: string | null; at: string }

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

const disabledBefore = 'Was disabled where this person came from.'

const importUser = (
  { userId, email, name, secretId, isDisabled }: Extract<UserCommand, { type: 'ImportUser' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user !== null) return []
  const why = { reason: disabledBefore, message: null, ticket: null }
  return [
    { type: 'UserRegistered', version: 1, data: { userId, email, name } },
    ...(secretId === null ? [] : [credentialAdopted(userId, secretId, null)]),
    ...(isDisabled ? [{ type: 'UserDisabled', version: 1, data: { userId, ...why } } as const] : []),
  ]
}

const credentialAdopted = (userId: string, secretId: string, replaces: string | null): UserEvent => ({
  type: 'CredentialAdopted',
  version: 1,
  data: { userId, secretId, replaces },
})

const adoptCredential = (
  { secretId, replaces }: Extract<UserCommand, { type: 'AdoptCredential' }>,
  { user }: UserState,
): UserEvent[] =>
  user?.standing === 'registered' && user.secretId === replaces
    ? [credentialAdopted(user.userId, secretId, replaces)]
    : []

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

const offerReset = (
  { link: { secretId, expiresAt }, at }: Extract<UserCommand, { type: 'OfferPasswordReset' }>,
  state: UserState,
): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  const { userId } = user
  if (user.disabled) throw new CodedError('wrong-state', { detail: 'This person is disabled. Enable them first.' })
  if (isHeldForHours(user, at))
    throw new CodedError('wrong-state', {
      detail: 'This person is held. Lift the hold first, or wait until it is over.',
    })
  return [{ type: 'PasswordResetOffered', version: 1, data: { userId, secretId, expiresAt } }]
}

const resetPassword = (
  { credential, secretId, at }: Extract<UserCommand, { type: 'ResetPassword' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user?.standing !== 'registered' || user.link?.secretId !== secretId || isHeldForHours(user, at)) throw deadLink()
  return [credentialChanged(user.userId, credential)]
}

/**
 * The password that the person has proved must still be the current one when the new one replaces it. Whoever is held has no session
 * any more, and must not choose the password with which they come back.
 */
const changeCredential = (
  { credential, replaces, at }: Extract<UserCommand, { type: 'ChangeCredential' }>,
  state: UserState,
): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  const isCurrent = user.secretId === replaces || (user.adoptedFrom ?? null) === replaces
  if (replaces !== null && !isCurrent)
    throw new CodedError('stale-revision', { detail: 'The password was changed meanwhile. Sign in again.' })
  if (replaces !== null && isHeld(user, at))
    throw new CodedError('wrong-state', { detail: 'Your account is held, so its password cannot be changed now.' })
  return [credentialChanged(user.userId, credential)]
}

export const decideUser = (command: UserCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'RegisterUser':
      return register(command, state)
    case 'ImportUser':
      return importUser(command, state)
    case 'AdoptCredential':
      return adoptCredential(command, state)
    case 'InviteUser':
    case 'RenewInvite':
    case 'WithdrawInvite':
    case 'AcceptInvite':
      return decideInvite(command, state)
    case 'RenameUser':
    case 'OfferEmailChange':
    case 'WithdrawEmailChange':
    case 'ConfirmEmail':
    case 'ChangeEmail':
    case 'ChangePreferences':
      return decideProfile(command, state)
    case 'DisableUser':
      return disable(command, state)
    case 'EnableUser':
      return enable(command, state)
    case 'HoldUser':
    case 'DisownSignIn':
    case 'ReleaseUser':
      return decideHold(command, state)
    case 'ReleaseEmail':
      return releaseEmail(state)
    case 'OfferPasswordReset':
      return offerReset(command, state)
    case 'AskForReset':
      return decideReset(command, state)
    case 'ChangeNotices':
    case 'NoteNotice':
    case 'DisownNotice':
      return decideNotice(command, state)
    case 'ResetPassword':
      return resetPassword(command, state)
    case 'ChangeCredential':
      return changeCredential(command, state)
  }
}
