import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded, RequestContext } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { deviceWords, listOf } from '#events/text/words.ts'
import { factorChangeText, isFactorChange } from '../factorChanges.ts'

/** What a notice tells of: never a reason, a rule's name, or where somebody else was. */
export interface Happening {
  /** ISO 8601. */
  at: string
  device: string | null
  place: string | null
  /** What happened beyond device and place; '' where that says it. */
  text: string
  sessionId: string | null
  /** What whoever ended a session or reset second factors wrote to the person. */
  message: string | null
}

/** From where the session with this id began. Null: not known. */
export type BegunFrom = (sessionId: string) => RequestContext | null

const countries = new Intl.DisplayNames('en', { type: 'region' })

const placeOf = (context: RequestContext | null): string | null => {
  const { city = null, country = null } = context?.place ?? {}
  const named = country === null ? null : (countries.of(country) ?? country)
  return [city, named].filter((part) => part !== null).join(', ') || null
}

const from = (context: RequestContext | null) => ({ device: deviceWords(context), place: placeOf(context) })
const nowhere = from(null)

const noticeWords: Record<string, string> = {
  'sign-in': 'sign-ins from a new device or country',
  password: 'a changed password',
  factors: 'changed second factors',
  email: 'a changed e-mail address',
  roles: 'changed roles',
  'forced-out': 'sessions ended by others',
  suspicious: 'unusual activity',
}

const isOfSession = isOneOf('SessionStarted', 'SessionRevoked', 'AnomalyRaised', 'CredentialChanged')

/** The session that an event is about; null: it is about none. */
export const sessionOf = (event: RollcallEvent): string | null => {
  if (!isOfSession(event)) return null
  switch (event.type) {
    case 'SessionStarted':
    case 'SessionRevoked':
      return event.data.sessionId
    case 'AnomalyRaised':
      return event.data.sessionIds[0] ?? null
    case 'CredentialChanged':
      return event.data.except[0] ?? null
  }
}

type Told = Omit<Happening, 'at' | 'sessionId' | 'message'>

/** Whoever acts on somebody else's account is not told of by device and place. */
const ownContext = ({ actor, context }: Recorded<RollcallEvent>, userId: string): RequestContext | null =>
  actor.kind === 'user' && actor.id === userId ? context : null

const isTold = isOneOf(
  'SessionStarted',
  'SessionRevoked',
  'AnomalyRaised',
  'CredentialChanged',
  'EmailChanged',
  'MemberRoleChanged',
  'NoticesChanged',
)

const told = (event: Recorded<RollcallEvent>, begunFrom: BegunFrom): Told => {
  if (isFactorChange(event)) return { ...from(ownContext(event, event.data.userId)), text: factorChangeText(event) }
  if (!isTold(event)) return { ...nowhere, text: '' }
  const sessionId = sessionOf(event)
  const begun = sessionId === null ? null : begunFrom(sessionId)
  switch (event.type) {
    case 'SessionStarted':
      return { ...from(event.context), text: '' }
    case 'SessionRevoked':
    case 'AnomalyRaised':
      return { ...from(begun), text: '' }
    case 'CredentialChanged':
      return event.data.by === 'admin'
        ? { ...nowhere, text: 'by an admin' }
        : { ...from(ownContext(event, event.data.userId)), text: '' }
    case 'EmailChanged': {
      const { by, former, email, userId } = event.data
      const where = by === 'admin' ? nowhere : from(ownContext(event, userId))
      return { ...where, text: `${by === 'admin' ? 'by an admin, ' : ''}from ${former} to ${email}` }
    }
    case 'MemberRoleChanged':
      return { ...nowhere, text: event.data.roles.length === 0 ? 'you have none' : `now ${listOf(event.data.roles)}` }
    case 'NoticesChanged':
      return {
        ...from(ownContext(event, event.data.userId)),
        text: `no mail any more about ${listOf(event.data.off.map((kind) => noticeWords[kind] ?? kind))}`,
      }
  }
}

/** Whoever did it may have written to the person. */
const isMessaging = isOneOf('SessionRevoked', 'SecondFactorsReset')

export const happeningOf = (event: Recorded<RollcallEvent>, begunFrom: BegunFrom): Happening => ({
  ...told(event, begunFrom),
  at: event.at,
  sessionId: sessionOf(event),
  message: isMessaging(event) ? event.data.message : null,
})
