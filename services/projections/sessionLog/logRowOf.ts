import { fold } from '#events/filter/fold.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { isOneOf } from '#events/isOneOf.ts'
import type { Recorded, RequestContext } from '#events/envelope.ts'
import { comparableAddress, folded, foldedFamily, foldedFingerprint } from '../tables/comparable.ts'
import type { SessionLogRow } from './sessionLogTable.ts'
import { isReadable, type ViewEvent } from '../fold/viewEvent.ts'

const failures = new Set([
  'LoginFailed',
  'RefreshRefused',
  'ReauthenticationRefused',
  'EndedSessionUsed',
  'RefreshTokenReused',
])
/** Whether the event tells of a success of the one who tried. */
export const succeeded = (type: string): boolean => !failures.has(type)

const saysWhy = isOneOf(
  'SessionRevoked',
  'SessionsInvalidated',
  'LoginFailed',
  'RefreshRefused',
  'ReauthenticationRefused',
  'EndedSessionUsed',
  'SessionLoggedOut',
  'CredentialChanged',
  'SessionExpired',
  'AnomalyRaised',
)

/** Why it happened, if the event, which is understood, says so: a cause, a logout's `by`, an expiry's kind, an anomaly's rule. */
export const causeIn = (event: Recorded<RollcallEvent>): string | null => {
  if (!saysWhy(event)) return null
  switch (event.type) {
    case 'SessionRevoked':
    case 'SessionsInvalidated':
    case 'LoginFailed':
    case 'RefreshRefused':
    case 'ReauthenticationRefused':
    case 'EndedSessionUsed':
      return event.data.cause
    case 'SessionLoggedOut':
    case 'CredentialChanged':
      return event.data.by
    case 'SessionExpired':
      return event.data.kind
    case 'AnomalyRaised':
      return event.data.rule
  }
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const idIn = (value: unknown): string | null => (typeof value === 'string' && uuidPattern.test(value) ? value : null)

/**
 * The session that an event is about; the first if there are several. Events of unknown types are read by the same
 * field names.
 */
export const sessionIn = (data: object): string | null => {
  if ('sessionId' in data) return idIn(data.sessionId)
  return 'sessionIds' in data && Array.isArray(data.sessionIds) ? idIn(data.sessionIds[0]) : null
}
export const userIn = (data: object): string | null => ('userId' in data ? idIn(data.userId) : null)

const comparedContext = (context: RequestContext | null) => ({
  app: folded(context?.clientId),
  deviceType: context?.device?.type ?? null,
  deviceId: folded(context?.device?.id),
  browser: folded(context?.device?.browser),
  browserFamily: foldedFamily(context?.device?.browser ?? null),
  os: folded(context?.device?.os),
  osFamily: foldedFamily(context?.device?.os ?? null),
  ip: comparableAddress(context?.ip ?? null),
  network: folded(context?.network?.name),
  country: folded(context?.place?.country),
  region: folded(context?.place?.region),
  city: folded(context?.place?.city),
  fingerprint: foldedFingerprint(context?.device?.details?.fingerprint),
})

type Read = Pick<Recorded<RollcallEvent>, 'actor' | 'correlationId' | 'context' | 'data'>

const rowOf = (event: ViewEvent, number: number, read: Read, cause: string | null): SessionLogRow => ({
  tenantId: event.tenantId,
  number,
  position: event.position,
  at: event.at,
  eventId: event.id,
  type: fold(event.type),
  sessionId: sessionIn(read.data),
  userId: userIn(read.data),
  actorKind: read.actor.kind,
  actorId: read.actor.id,
  success: succeeded(event.type),
  cause: folded(cause),
  correlation: fold(read.correlationId),
  ...comparedContext(read.context),
})

/** The line of an event in its tenant's log: keys, and what filters compare. @throws what opening the event throws */
export const logRowOf = (event: ViewEvent, number: number): SessionLogRow =>
  rowOf(event, number, event.open(), event.understood ? causeIn(event) : null)

const unread: Read = { actor: { kind: 'system', id: '' }, correlationId: '', context: null, data: {} as Read['data'] }

/** The line of an event that cannot be opened: it keeps its number and what was never sealed. */
export const opaqueLogRowOf = (event: ViewEvent, number: number): SessionLogRow => {
  if (!isReadable(event)) return rowOf(event, number, unread, null)
  const { actor, correlationId, data } = event
  const cause = event.understood ? causeIn(event) : null
  return rowOf(event, number, { actor, correlationId, data, context: null }, cause)
}
