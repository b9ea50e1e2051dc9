import { fold } from '#events/filter/fold.ts'
import type { RequestContext } from '#events/envelope.ts'
import { comparableAddress, folded, foldedFamily } from '../tables/comparable.ts'
import type { SessionLogRow } from '../tables/sessionLogTable.ts'
import type { ViewEvent } from './viewEvent.ts'

const failures = new Set(['LoginFailed', 'RefreshRefused', 'EndedSessionUsed', 'RefreshTokenReused'])
/** Whether what the event tells of succeeded for whoever tried it. */
export const succeeded = (type: string): boolean => !failures.has(type)

/** Why, where an event says so: a cause, a logout's `by`, an expiry's kind, an anomaly's rule. */
export const causeIn = (event: ViewEvent): string | null => {
  if (!event.understood) return null
  switch (event.type) {
    case 'SessionRevoked':
    case 'SessionsInvalidated':
    case 'LoginFailed':
    case 'RefreshRefused':
    case 'EndedSessionUsed':
      return event.data.cause
    case 'SessionLoggedOut':
    case 'CredentialChanged':
      return event.data.by
    case 'SessionExpired':
      return event.data.kind
    case 'AnomalyRaised':
      return event.data.rule
    default:
      return null
  }
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const idIn = (value: unknown): string | null => (typeof value === 'string' && uuidPattern.test(value) ? value : null)

/** The session an event is about; of several, the one it points to. Events of the future are read by the same names. */
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
})

const rowOf = (event: ViewEvent, number: number, context: RequestContext | null): SessionLogRow => ({
  tenantId: event.tenantId,
  number,
  position: event.position,
  at: event.at,
  eventId: event.id,
  type: fold(event.type),
  sessionId: sessionIn(event.data),
  userId: userIn(event.data),
  actorKind: event.actor.kind,
  actorId: event.actor.id,
  success: succeeded(event.type),
  cause: folded(causeIn(event)),
  correlation: fold(event.correlationId),
  ...comparedContext(context),
})

/** The line an event has in its tenant's log: keys and what filters compare. @throws what opening throws. */
export const logRowOf = (event: ViewEvent, number: number): SessionLogRow =>
  rowOf(event, number, event.context === null && event.unreadable === null ? null : event.open().context)

/** The line of an event that cannot be opened: it keeps its number, and what was never sealed. */
export const opaqueLogRowOf = (event: ViewEvent, number: number): SessionLogRow => rowOf(event, number, null)
