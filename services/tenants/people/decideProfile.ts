import type { UserEvent } from '#events/user/events.ts'
import { defaultPreferences, type Preferences } from '#events/user/preferences.ts'
import { CodedError } from '#services/ports/errors.ts'
import { isSame } from '#services/tenants/isSame.ts'
import { deadLink, type NewLink, requireStanding } from '#services/tenants/links/decideInvite.ts'
import { mostOffers, type UserState } from './userState.ts'

export type ProfileCommand =
  | { type: 'RenameUser'; name: string }
  /** `at`: now, ISO 8601. */
  | { type: 'OfferEmailChange'; email: string; link: NewLink; at: string }
  | { type: 'WithdrawEmailChange' }
  /** `secretId`: the link that the person has shown. */
  | { type: 'ConfirmEmail'; secretId: string; looksAlike: boolean }
  /** An admin gives the person another address, which nobody has to confirm. */
  | { type: 'ChangeEmail'; email: string; looksAlike: boolean }
  | { type: 'ChangePreferences'; preferences: Preferences }

const rename = (name: string, state: UserState): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  return user.name === name ? [] : [{ type: 'UserRenamed', version: 1, data: { userId: user.userId, name } }]
}

/** True if the address is written as it is already. Capitals and the like may be changed. */
const isPresent = (email: string, user: { email: string }): boolean => user.email === email

const dayMs = 24 * 3_600_000

/** Each offer sends a mail to an address that anybody may have. @throws CodedError rate-limited */
const allowOffer = (offers: readonly string[], at: string): void => {
  const oldest = offers.length < mostOffers ? undefined : offers[0]
  const leftMs = oldest === undefined ? 0 : Date.parse(oldest) + dayMs - Date.parse(at)
  if (leftMs <= 0) return
  const detail = `You have asked for another address ${mostOffers} times within a day. Try again tomorrow.`
  throw new CodedError('rate-limited', { detail, retryAfterSeconds: Math.ceil(leftMs / 1000) })
}

const offer = (
  { email, link, at }: Extract<ProfileCommand, { type: 'OfferEmailChange' }>,
  state: UserState,
): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  if (isPresent(email, user)) {
    const message = 'This is your address already.'
    const errors = [{ path: 'body.email', code: 'email-unchanged', message }]
    throw new CodedError('invalid-request', { detail: message, errors })
  }
  allowOffer(state.emailOffers, at)
  return [{ type: 'EmailChangeOffered', version: 1, data: { userId: user.userId, email, ...link } }]
}

const withdraw = (state: UserState): UserEvent[] => {
  const { userId, emailChange } = requireStanding(state, 'registered')
  return emailChange === null ? [] : [{ type: 'EmailChangeWithdrawn', version: 1, data: { userId } }]
}

const confirm = (
  { secretId, looksAlike }: Extract<ProfileCommand, { type: 'ConfirmEmail' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user?.standing !== 'registered' || user.disabled || user.emailChange?.secretId !== secretId) throw deadLink()
  const { userId, email: former, emailChange } = user
  const data = { userId, email: emailChange.email, former, by: 'person', looksAlike } as const
  return [{ type: 'EmailChanged', version: 1, data }]
}

const change = (
  { email, looksAlike }: Extract<ProfileCommand, { type: 'ChangeEmail' }>,
  state: UserState,
): UserEvent[] => {
  const user = requireStanding(state, 'registered')
  if (isPresent(email, user)) return []
  const data = { userId: user.userId, email, former: user.email, by: 'admin', looksAlike } as const
  return [{ type: 'EmailChanged', version: 1, data }]
}

const prefer = (preferences: Preferences, state: UserState): UserEvent[] => {
  const { userId, preferences: present } = requireStanding(state, 'registered')
  if (isSame(preferences, present ?? defaultPreferences)) return []
  return [{ type: 'PreferencesChanged', version: 1, data: { userId, ...preferences } }]
}

/** What a person, or an admin for them, changes about the account without touching the right to sign in. */
export const decideProfile = (command: ProfileCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'RenameUser':
      return rename(command.name, state)
    case 'OfferEmailChange':
      return offer(command, state)
    case 'WithdrawEmailChange':
      return withdraw(state)
    case 'ConfirmEmail':
      return confirm(command, state)
    case 'ChangeEmail':
      return change(command, state)
    case 'ChangePreferences':
      return prefer(command.preferences, state)
  }
}
