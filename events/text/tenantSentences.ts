import type { Recorded } from '../envelope.ts'
import type { OperationEvent } from '../operation/events.ts'
import type { RetentionEvent } from '../retention/events.ts'
import type { SlugClaimed, TenantEvent } from '../tenant/events.ts'
import type { SessionSlotTaken } from '../session/slots.ts'
import type { PolicyEventType } from '../tenant/policy/rulesChanged.ts'
import type { FactorEvent } from './factorSentences.ts'
import type { EmailClaimed, LoginFailed, ReferenceClaimed, UserEvent } from '../user/events.ts'
import { refusalCause, revocationCause } from './causes.ts'
import { retiredSentence } from './retiredSentence.ts'
import { countOf, duration, listOf, type Names } from './words.ts'

type RuleEvent =
  | Exclude<Recorded<TenantEvent>, { type: PolicyEventType }>
  | Recorded<SlugClaimed>
  | Recorded<OperationEvent>
  | Recorded<RetentionEvent>
type PeopleEvent = Recorded<
  Exclude<UserEvent, FactorEvent> | LoginFailed | EmailClaimed | ReferenceClaimed | SessionSlotTaken
>

const invalidated = (event: Extract<PeopleEvent, { type: 'SessionsInvalidated' }>, names: Names): string => {
  const { userId, clientId, except, cause } = event.data
  const whose = userId === null ? 'everybody' : (names(userId) ?? 'somebody')
  const spared = except.length === 0 ? '' : ` but ${countOf(except.length, 'session')}`
  const where = clientId === undefined ? '' : ` in the app ${clientId}`
  return `Every session of ${whose}${where}${spared} was ended: ${revocationCause(cause)}`
}

const passwordChanged = (who: string, event: Extract<PeopleEvent, { type: 'CredentialChanged' }>): string => {
  if (event.data.temporaryUntil !== null) return `${who} was given a one-time password`
  return event.data.by === 'person' ? `${who} changed the password` : `The password of ${who} was changed by an admin`
}

const held = (who: string, event: Extract<PeopleEvent, { type: 'UserHeld' }>): string => {
  const { until } = event.data
  if (until === null) return `${who} is held until they choose a new password`
  const seconds = Math.round((Date.parse(until) - Date.parse(event.at)) / 1000)
  return `${who} was held for ${duration(seconds)}`
}

const emailChangedSentence = (who: string, { data }: Extract<PeopleEvent, { type: 'EmailChanged' }>): string => {
  const change =
    data.by === 'person'
      ? `${who} changed the e-mail address from ${data.former} to ${data.email}`
      : `The e-mail address of ${who} was changed by an admin from ${data.former} to ${data.email}`
  return data.looksAlike ? `${change}, which looks like another one` : change
}

/** What happened to a person's account. */
export const peopleSentence = (event: PeopleEvent, names: Names): string => {
  const who = event.data.userId === null ? null : names(event.data.userId)
  switch (event.type) {
    case 'UserInvited':
      return `${event.data.email} was invited`
    case 'InviteWithdrawn':
      return `The invite of ${who ?? 'somebody'} was withdrawn`
    case 'UserRegistered':
      return event.actor.id === event.data.userId
        ? `${event.data.name} accepted the invite`
        : `${event.data.name} was added`
    case 'UserRenamed':
      return `${who ?? 'Somebody'} is now called ${event.data.name}`
    case 'EmailChangeOffered':
      return `A link was made for ${who ?? 'somebody'} to confirm the e-mail address ${event.data.email}`
    case 'EmailChangeWithdrawn':
      return `${who ?? 'Somebody'} kept the e-mail address`
    case 'EmailChanged':
      return emailChangedSentence(who ?? 'Somebody', event)
    case 'PreferencesChanged':
      return `${who ?? 'Somebody'} changed how pages look`
    case 'UserDisabled':
      return `${who ?? 'Somebody'} was disabled`
    case 'UserEnabled':
      return `${who ?? 'Somebody'} was enabled again`
    case 'UserHeld':
      return held(who ?? 'Somebody', event)
    case 'UserReleased':
      return `The hold on ${who ?? 'somebody'} was lifted`
    case 'EmailReleased':
      return `The e-mail address of ${who ?? 'somebody'} was given to somebody else`
    case 'PasswordResetOffered':
      return `A link to choose a new password was made for ${who ?? 'somebody'}`
    case 'CredentialChanged':
      return passwordChanged(who ?? 'Somebody', event)
    case 'CredentialAdopted':
      return event.data.replaces === null
        ? `The password of ${who ?? 'somebody'} was imported`
        : `The imported password of ${who ?? 'somebody'} was hashed anew at a sign-in`
    case 'SessionsInvalidated':
      return invalidated(event, names)
    case 'NoticesChanged':
      return `${who ?? 'Somebody'} chose what they are told of by mail`
    case 'NoticeSent':
      return `${who ?? 'Somebody'} was told of it by mail`
    case 'SignInDisowned':
      return `${who ?? 'Somebody'} said by a notice: this was not me`
    case 'LoginFailed':
      return `Login refused for ${who ?? 'an unknown user'}: ${refusalCause(event.data.cause)}`
    case 'SessionSlotTaken':
      return event.data.displaced.length === 0
        ? `${who ?? 'Somebody'} has room for another session`
        : `${countOf(event.data.displaced.length, 'session')} of ${who ?? 'somebody'} gave way to a new one`
    case 'EmailClaimed':
      return `An e-mail address was taken for ${who ?? 'somebody'}`
    case 'ReferenceClaimed':
      return `The app ${event.data.clientId} has a reference of its own for ${who ?? 'somebody'}`
  }
}

const outcomes = {
  ended: 'ended a session',
  'already-ended': 'found a session ended already',
  gone: 'found no such session',
} as const

const effectSentence = ({
  slowest,
  guards = [],
}: Extract<OperationEvent, { type: 'EffectMeasured' }>['data']): string => {
  const waiting = guards.filter(({ confirmedAfterMs }) => confirmedAfterMs === null).length
  const behind = waiting === 0 ? '' : `; ${waiting} of ${guards.length} guards had not confirmed`
  return slowest === null
    ? `An operation took effect; no page was open${behind}`
    : `An operation took effect within ${Math.round(slowest)} ms${behind}`
}

const blocked = ({ at, data: { kind, value, until } }: Extract<RuleEvent, { type: 'BlockAdded' }>): string =>
  `The ${kind} ${value} was blocked for ${duration(Math.round((Date.parse(until) - Date.parse(at)) / 1000))}`

/** What was set for a tenant, and what its operations did. */
export const tenantSentence = (event: RuleEvent, names: Names): string => {
  switch (event.type) {
    case 'TenantRegistered':
      return `${event.data.name} was registered`
    case 'SlugClaimed':
      return 'A short name was taken for the tenant'
    case 'ClientRegistered':
      return `The app ${event.data.name} was registered`
    case 'ClientChanged':
      return `The app ${event.data.name} was changed`
    case 'ClientRemoved':
      return `The app ${event.data.clientId} was removed, and its sessions ended`
    case 'ApiKeyIssued': {
      const { owner, name, scopes } = event.data
      const whose = owner.kind === 'application' ? `the app ${owner.clientId}` : (names(owner.userId) ?? 'somebody')
      return `The API key ${name} was made for ${whose}, to ${listOf(scopes)}`
    }
    case 'ApiKeyRevoked':
      return 'An API key was revoked'
    case 'MemberRoleChanged': {
      const who = names(event.data.userId) ?? 'Somebody'
      return event.data.roles.length === 0
        ? `${who} is no longer a member`
        : `${who} is now ${listOf(event.data.roles)}`
    }
    case 'AdminSetAside':
      return `${names(event.data.userId) ?? 'Somebody'} no longer counts as one who can let others in`
    case 'AdminBroughtBack':
      return `${names(event.data.userId) ?? 'Somebody'} counts again as one who can let others in`
    case 'LogRestored':
      return `The log was restored from a backup of ${event.data.takenAt.slice(0, 16).replace('T', ' ')} UTC with ${countOf(event.data.events, 'event')}; what came after it is lost`
    case 'TenantRenamed':
      return `The tenant is now called ${event.data.name}`
    case 'QuotasChanged':
      return 'The quotas of the tenant were changed'
    case 'TenantSuspended':
      return 'The tenant was suspended: every session ended, and nobody can sign in'
    case 'TenantResumed':
      return 'The tenant was resumed: its people can sign in again'
    case 'BlockAdded':
      return blocked(event)
    case 'BlockRemoved':
      return 'A block was lifted'
    case 'OperationStarted':
      return `${names(event.actor.id) ?? 'Somebody'} began to end ${countOf(event.data.sessionIds.length, 'session')}`
    case 'OperationSessionEnded':
      return `An operation ${outcomes[event.data.outcome]}`
    case 'OperationFinished':
      return `An operation finished: ${countOf(event.data.ended, 'session')} ended`
    case 'EffectMeasured':
      return effectSentence(event.data)
    case 'RecordsRetired':
      return retiredSentence(event)
  }
}
