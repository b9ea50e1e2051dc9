import type { Recorded } from '../envelope.ts'
import type { RefusalEvent, SessionEvent } from '../session/events.ts'
import { refusalCause, revocationCause } from './causes.ts'
import { clause, countOf, deviceWords, from, listOf, type Names, placeWords } from './words.ts'

type Event = Recorded<SessionEvent> | Recorded<RefusalEvent>
type Of<Type extends Event['type']> = Extract<Event, { type: Type }>

const changes: Record<string, string> = { ip: 'address', network: 'network', place: 'place', device: 'device' }

const contextChanged = (who: string, event: Of<'SessionContextChanged'>): string => {
  const what = listOf(event.data.changed.map((part) => changes[part] ?? part))
  const where = placeWords(event.context?.place)
  return clause(who, 'changed', what, where === null ? null : `and is now in ${where}`)
}

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
      return clause(who, 'signed in', from(event.context), device === null ? null : `with ${device}`)
    }
    case 'SessionRefreshed':
      return event.data.active === false ? `A timer refreshed a session of ${who}` : `${who} refreshed`
    case 'SessionActivityRecorded':
      return `${who} was active`
    case 'SessionContextChanged':
      return contextChanged(who, event)
    case 'RefreshTokenReused':
      return clause('A replaced refresh token of', who, 'was used again', from(event.context))
    case 'SessionLoggedOut':
      return loggedOut(who, event.data.by)
    case 'SessionRevoked':
      return revoked(who, event, names)
    case 'SessionExpired':
      return event.data.kind === 'idle'
        ? `A session of ${who} expired unused`
        : `A session of ${who} expired at its time limit`
    case 'RefreshRefused':
      return `Refresh refused for ${who}: ${refusalCause(event.data.cause)}`
    case 'EndedSessionUsed':
      return `An ended session of ${who} was used ${countOf(event.data.count, 'time')}`
  }
}
