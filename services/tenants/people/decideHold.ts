import { isHeld } from '#events/user/hold.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { Because } from '#services/tenants/because.ts'
import { requireStanding } from '#services/tenants/links/decideInvite.ts'
import type { UserState } from './userState.ts'

export type HoldCommand =
  | ({ type: 'HoldUser'; until: string; operationId?: string } & Because)
  /** The person says that a sign-in was not theirs. They are held until they choose a new password by a link. */
  | ({ type: 'DisownSignIn' } & Because)
  /** Lifts whatever holds the person. `at`: now. */
  | ({ type: 'ReleaseUser'; at: string } & Because)

type Of<Type extends HoldCommand['type']> = Extract<HoldCommand, { type: Type }>

/** A hold that ends earlier than the one in force changes nothing: to shorten one is to lift it. */
const hold = ({ type: _type, until, ...said }: Of<'HoldUser'>, state: UserState): UserEvent[] => {
  const { userId, heldUntil } = requireStanding(state, 'registered')
  if (heldUntil !== null && heldUntil >= until) return []
  return [{ type: 'UserHeld', version: 1, data: { userId, until, ...said } }]
}

const disown = ({ reason, message, ticket }: Of<'DisownSignIn'>, state: UserState): UserEvent[] => {
  const { userId, heldUntilPassword } = requireStanding(state, 'registered')
  if (heldUntilPassword) return []
  return [{ type: 'UserHeld', version: 1, data: { userId, until: null, reason, message, ticket } }]
}

const release = ({ at, reason, message, ticket }: Of<'ReleaseUser'>, state: UserState): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  if (!isHeld(user, at)) return []
  return [{ type: 'UserReleased', version: 1, data: { userId: user.userId, reason, message, ticket } }]
}

/** Holds follow each other: a second one never shortens the first. */
export const decideHold = (command: HoldCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'HoldUser':
      return hold(command, state)
    case 'DisownSignIn':
      return disown(command, state)
    case 'ReleaseUser':
      return release(command, state)
  }
}
