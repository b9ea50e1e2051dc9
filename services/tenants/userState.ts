import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Person } from '#services/ports/identity.ts'

/** What a `user-` stream says. Roles are the tenant's to give and live in its stream. */
export interface UserState {
  revision: number
  position: number
  user: Omit<Person, 'roles'> | null
}

export const unknownUser: UserState = { revision: -1, position: 0, user: null }

const change = (user: UserState['user'], event: Recorded<RollcallEvent>): UserState['user'] => {
  if (event.type === 'UserRegistered')
    return { ...event.data, disabled: false, secretId: null, passwordTemporaryUntil: null }
  if (user === null) return null
  switch (event.type) {
    case 'UserDisabled':
      return { ...user, disabled: true }
    case 'UserEnabled':
      return { ...user, disabled: false }
    case 'CredentialChanged':
      return { ...user, secretId: event.data.secretId, passwordTemporaryUntil: event.data.temporaryUntil }
    default:
      return user
  }
}

export const foldUser = (state: UserState, events: readonly Recorded<RollcallEvent>[]): UserState =>
  events.reduce<UserState>(
    ({ user }, event) => ({ revision: event.revision, position: event.position, user: change(user, event) }),
    state,
  )
