import type { Recorded } from '#events/envelope.ts'
import { erased } from '#events/personal.ts'
import { holdAfter, noHold } from '#events/user/hold.ts'
import { type UserStream, userStream } from '#events/streams.ts'
import type { UserEvent } from '#events/user/events.ts'
import { factorsAfter, noFactors } from '#services/tenants/factors/factorState.ts'
import { noNotices, noticesAfter, type NoticeState } from '#services/tenants/notices/noticeState.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import { mostAsked } from '#services/tenants/passwords/decideReset.ts'
import type { Person } from '#services/ports/identity.ts'
import type { SecondFactors } from '#services/ports/secondFactors.ts'

/**
 * The state of a `user-` stream. Roles are not part of it: the tenant gives them, so they stand in the tenant's stream.
 */
export interface UserState {
  user: Omit<Person, 'roles'> | null
  /** When links for a new password were asked for last, in the person's own name; ISO 8601. */
  resetsAsked: readonly string[]
  /** When links to another address were made last, ISO 8601, the oldest first. */
  emailOffers: readonly string[]
  notices: NoticeState
  factors: SecondFactors
}

/** As many times of the latest offers of another address are kept, the oldest first. */
export const mostOffers = 5

export const unknownUser: UserState = {
  user: null,
  resetsAsked: [],
  emailOffers: [],
  notices: noNotices,
  factors: noFactors,
}

type Begins = Extract<UserEvent, { type: 'UserInvited' | 'UserRegistered' }>

const begun = ({ data, at }: Recorded<Begins>) => ({
  userId: data.userId,
  email: data.email,
  name: '',
  disabled: false,
  ...noHold,
  forgotten: data.email === erased,
  secretId: null,
  passwordTemporaryUntil: null,
  emailChange: null,
  emailSince: at,
  preferences: null,
})

const linkOf = ({ data, actor }: Recorded<Extract<UserEvent, { type: 'UserInvited' | 'PasswordResetOffered' }>>) => ({
  secretId: data.secretId,
  expiresAt: data.expiresAt,
  by: actor,
})

/** A link for a new password may have gone to the former address, and doubts were about that. */
const addressOf = ({ data, at }: Recorded<Extract<UserEvent, { type: 'EmailChanged' }>>) => ({
  email: data.email,
  emailSince: at,
  emailChange: null,
  link: null,
  addressDoubted: false,
})

const change = (user: UserState['user'], event: Recorded<UserEvent>): UserState['user'] => {
  if (event.type === 'UserInvited') return { ...begun(event), standing: 'invited', link: linkOf(event) }
  if (event.type === 'UserRegistered')
    return { ...begun(event), name: event.data.name, standing: 'registered', link: null }
  if (user === null) return null
  switch (event.type) {
    case 'SessionsInvalidated':
    case 'NoticesChanged':
    case 'NoticeSent':
    case 'SecondFactorEnrolled':
    case 'SecondFactorRenamed':
    case 'SecondFactorRemoved':
    case 'SecondFactorUsed':
    case 'SecondFactorRefused':
    case 'SecondFactorsReset':
    case 'RecoveryCodesMade':
    case 'RecoveryCodeUsed':
    case 'DeviceTrusted':
    case 'DeviceTrustWithdrawn':
      return user
    case 'SignInDisowned':
      return event.data.doubtsAddress ? { ...user, addressDoubted: true } : user
    case 'InviteWithdrawn':
    case 'EmailReleased':
      return { ...user, standing: 'gone', link: null, emailChange: null }
    case 'UserRenamed':
      return { ...user, name: event.data.name }
    case 'EmailChangeOffered': {
      const { email, secretId, expiresAt } = event.data
      return { ...user, emailChange: { email, secretId, expiresAt } }
    }
    case 'EmailChangeWithdrawn':
      return { ...user, emailChange: null }
    case 'EmailChanged':
      return { ...user, ...addressOf(event) }
    case 'PreferencesChanged': {
      const { userId: _userId, ...preferences } = event.data
      return { ...user, preferences }
    }
    case 'UserDisabled':
      return { ...user, disabled: true, link: null, emailChange: null }
    case 'UserEnabled':
      return { ...user, disabled: false }
    // A link that was made before may be in wrong hands.
    case 'UserHeld':
      return { ...user, ...holdAfter(user, event), link: null, emailChange: null }
    case 'UserReleased':
      return { ...user, ...holdAfter(user, event), addressDoubted: false }
    case 'PasswordResetOffered':
      return { ...user, link: linkOf(event) }
    case 'CredentialChanged': {
      const { secretId, temporaryUntil } = event.data
      const hold = holdAfter(user, event)
      const password = { secretId, passwordTemporaryUntil: temporaryUntil, adoptedFrom: null }
      return { ...user, ...hold, ...password, link: null, emailChange: null, addressDoubted: false }
    }
    case 'CredentialAdopted':
      return { ...user, secretId: event.data.secretId, adoptedFrom: event.data.replaces }
  }
  // An event of a later release.
  return user
}

const isOwnAsking = (event: Recorded<UserEvent>): boolean =>
  event.type === 'PasswordResetOffered' && event.actor.kind === 'user'

const askedAfter = (asked: readonly string[], event: Recorded<UserEvent>): readonly string[] =>
  isOwnAsking(event) ? [...asked, event.at].slice(-mostAsked) : asked

const offeredAfter = (offers: readonly string[], { type, at }: Recorded<UserEvent>): readonly string[] =>
  type === 'EmailChangeOffered' ? [...offers, at].slice(-mostOffers) : offers

/** Raise `version` with every change of `UserState` or `change`. */
export const userStreams: StreamType<UserStream, UserState> = {
  kind: 'user',
  version: 8,
  nameOf: userStream,
  empty: unknownUser,
  fold: (state, events) => ({
    user: events.reduce(change, state.user),
    resetsAsked: events.reduce(askedAfter, state.resetsAsked),
    emailOffers: events.reduce(offeredAfter, state.emailOffers),
    notices: events.reduce(noticesAfter, state.notices),
    factors: events.reduce(factorsAfter, state.factors),
  }),
  subjectOf: (_state, userId) => userId,
}
