import type { Recorded } from '../envelope.ts'
import type { RefusalEvent, SessionEvent } from '../session/events.ts'
import { refusalCause, revocationCause } from './causes.ts'
import { clause, countOf, deviceWords, duration, from, listOf, type Names, placeWords } from './words.ts'

type Event = Recorded<SessionEvent> | Recorded<RefusalEvent>
type Of<Type extends Event['type']> = Extract<Event, { type: Type }>

const changes: Record<string, string> = { ip: 'address', network: 'network', place: 'place', device: 'device' }

const contextChanged = (who: string, event: Of<'SessionContextChanged'>): string => {
  const what = listOf(event.data.changed.map((part) => changes[part] ?? part))
  const where = placeWords(event.context?.place)
  return clause(who, 'changed', what, where === null ? null : `and is now in ${where}`)
}

const bindingBroken = (who: string, { data, context }: Of<'BindingBroken'>): string => {
  const now = data.to === 'country' ? placeWords(context?.place) : context?.network?.name
  return `A session of ${who} that is bound to the ${data.to} ${data.from} was used from ${now ?? 'elsewhere'}`
}

/** It happened before Rollcall was told of it, so nobody here did it. */
const endedBefore = (who: string, event: Of<'SessionLoggedOut' | 'SessionRevoked'>): string =>
  `A session of ${who} had ended in ${event.context?.clientId ?? 'its app'} before it was taken over`

const loggedOut = (who: string, by: Of<'SessionLoggedOut'>['data']['by']): string => {
  switch (by) {
    case 'person':
      return `${who} logged out`
    case 'inactivity':
      return `${who} was logged out for inactivity`
    case 'client':
      return `${who} was logged out by the app`
    case 'replaced':
      return `${who} was logged out by a new sign-in in the same browser`
  }
}

/** Names the person who ended the session, unless it was the session's own person. */
const revoked = (who: string, event: Of<'SessionRevoked'>, names: Names): string => {
  const { cause, userId } = event.data
  const { actor } = event
  if (actor.kind === 'user' && actor.id === userId) return `${who} ended a session`
  const admin = actor.kind === 'admin' || actor.kind === 'user' ? names(actor.id) : null
  return admin === null
    ? `A session of ${who} was ended: ${revocationCause(cause)}`
    : `${admin} ended a session of ${who}`
}

/** What happened in a session or was refused to it. */
export const sessionSentence = (event: Event, names: Names): string => {
  const who = names(event.data.userId) ?? 'Somebody'
  switch (event.type) {
    case 'SessionStarted': {
      const device = deviceWords(event.context)
      if (event.data.takenOver !== undefined)
        return clause(
          'A session of',
          who,
          'was taken over from',
          event.data.clientId,
          device === null ? null : `with ${device}`,
        )
      return clause(who, 'signed in', from(event.context), device === null ? null : `with ${device}`)
    }
    case 'SessionRefreshed':
      return event.data.active === false ? `A timer refreshed a session of ${who}` : `${who} refreshed`
    case 'SessionActivityRecorded':
      return `${who} was active`
    case 'SessionContextChanged':
      return contextChanged(who, event)
    case 'SessionReauthenticated':
      return clause(who, 'confirmed again who they are', from(event.context))
    case 'DeviceNamed':
      return event.data.name === null ? `${who} took a device's name away` : `${who} named a device ${event.data.name}`
    case 'SessionShortened':
      return `A session of ${who} ends earlier by the rules: after ${duration(event.data.idleSeconds)} unused`
    case 'BindingBroken':
      return bindingBroken(who, event)
    case 'StepUpRequired':
      return `${who} has to prove again to be themselves`
    case 'RefreshTokenReused':
      return clause('A replaced refresh token of', who, 'was used again', from(event.context))
    case 'SessionLoggedOut':
      return event.data.endedAt === undefined ? loggedOut(who, event.data.by) : endedBefore(who, event)
    case 'SessionRevoked':
      return event.data.endedAt === undefined ? revoked(who, event, names) : endedBefore(who, event)
    case 'SessionExpired':
      return event.data.kind === 'idle'
        ? `A session of ${who} expired unused`
        : `A session of ${who} expired at its time limit`
    case 'RefreshRefused':
      return `Refresh refused for ${who}: ${refusalCause(event.data.cause)}`
    case 'ReauthenticationRefused':
      return `Somebody in a session of ${who} could not confirm to be them: ${refusalCause(event.data.cause)}`
    case 'EndedSessionUsed':
      return `An ended session of ${who} was used ${countOf(event.data.count, 'time')}`
  }
}
