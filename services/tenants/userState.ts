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

const change = (user: UserState['user'], event: Recorded<UserEvent>): UserState['user'] => {
  if (event.type === 'UserRegistered')
    return {
      ...event.data,
      disabled: false,
      forgotten: event.data.email === erased,
      secretId: null,
      passwordTemporaryUntil: null,
    }
  if (user === null) return null
  switch (event.type) {
    case 'SessionsInvalidated':
      return user
    case 'UserDisabled':
      return { ...user, disabled: true }
    case 'UserEnabled':
      return { ...user, disabled: false }
    case 'CredentialChanged':
      return { ...user, secretId: event.data.secretId, passwordTemporaryUntil: event.data.temporaryUntil }
  }
}

/** Raise `version` with every change of `UserState` or `change`. */
export const userStreams: StreamType<UserStream, UserState> = {
  kind: 'user',
  version: 2,
  nameOf: userStream,
  empty: unknownUser,
  fold: (state, events) => ({ user: events.reduce(change, state.user) }),
  subjectOf: (_state, userId) => userId,
}
