import type { UserEvent } from '#events/user/events.ts'
import { isHeldForHours } from '#events/user/hold.ts'
import type { NewLink } from '#services/tenants/links/decideInvite.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

/** A person, or somebody in their name, asks for a link by which to choose a new password. `at`: now, ISO 8601. */
export interface AskForReset {
  type: 'AskForReset'
  link: NewLink
  at: string
}

/** Links that may be asked for in any hour. Further ones are not made, so that nobody's mails are flooded. */
export const mostAsked = 3
export const askedWithinMs = 3_600_000

/** Decides nothing where there is nobody to help: whoever asks is told the same. */
export const decideReset = ({ link, at }: AskForReset, { user, resetsAsked }: UserState): UserEvent[] => {
  if (user?.standing !== 'registered' || user.disabled || isHeldForHours(user, at)) return []
  if (user.addressDoubted === true) return []
  const lately = resetsAsked.filter((asked) => Date.parse(at) - Date.parse(asked) < askedWithinMs)
  if (lately.length >= mostAsked) return []
  const { userId } = user
  return [{ type: 'PasswordResetOffered', version: 1, data: { userId, ...link } }]
}
