import type { Recorded } from '#events/envelope.ts'
import { erased } from '#events/personal.ts'
import { type UserStream, userStream } from '#events/streams.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import type { Person } from '#services/ports/identity.ts'

/**
 * The state of a `user-` stream. Roles are not part of it: the tenant gives them, so they stand in the tenant's stream.
 */
export interface UserState {
  user: Omit<Person, 'roles'> | null
}

export const unknownUser: UserState = { user: null }

type Begins = Extract<UserEvent, { type: 'UserInvited' | 'UserRegistered' }>

const begun = ({ data }: Begins) => ({
  userId: data.userId,
  email: data.email,
  name: '',
  disabled: false,
  forgotten: data.email === erased,
  secretId: null,
  passwordTemporaryUntil: null,
})

const linkOf = ({ data, actor }: Recorded<Extract<UserEvent, { type: 'UserInvited' | 'PasswordResetOffered' }>>) => ({
  secretId: data.secretId,
  expiresAt: data.expiresAt,
  by: actor,
})

const change = (user: UserState['user'], event: Recorded<UserEvent>): UserState['user'] => {
  if (event.type === 'UserInvited') return { ...begun(event), standing: 'invited', link: linkOf(event) }
  if (event.type === 'UserRegistered')
    return { ...begun(event), name: event.data.name, standing: 'registered', link: null }
  if (user === null) return null
  switch (event.type) {
    case 'SessionsInvalidated':
      return user
    case 'InviteWithdrawn':
    case 'EmailReleased':
      return { ...user, standing: 'gone', link: null }
    case 'UserDisabled':
      return { ...user, disabled: true, link: null }
    case 'UserEnabled':
      return { ...user, disabled: false }
    case 'PasswordResetOffered':
      return { ...user, link: linkOf(event) }
    case 'CredentialChanged': {
      const { secretId, temporaryUntil } = event.data
      return { ...user, secretId, passwordTemporaryUntil: temporaryUntil, link: null }
    }
  }
  // An event of a later release.
  return user
}

/** Raise `version` with every change of `UserState` or `change`. */
export const userStreams: StreamType<UserStream, UserState> = {
  kind: 'user',
  version: 3,
  nameOf: userStream,
  empty: unknownUser,
  fold: (state, events) => ({ user: events.reduce(change, state.user) }),
  subjectOf: (_state, userId) => userId,
}
