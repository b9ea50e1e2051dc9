import { anomalyEvents } from './anomaly/events.ts'
import type { EventDefinition, EventOf } from './domainEvent.ts'
import { operationEvents } from './operation/events.ts'
import { retentionEvents } from './retention/events.ts'
import { refusalEvents, sessionEvents } from './session/events.ts'
import { sessionSlotTaken } from './session/slots.ts'
import { slugClaimed, tenantEvents } from './tenant/events.ts'
import { passkeyClaimed } from './user/factorEvents.ts'
import { emailClaimed, loginFailed, referenceClaimed, userEvents } from './user/events.ts'

const definitions = [
  ...sessionEvents,
  ...refusalEvents,
  sessionSlotTaken,
  ...userEvents,
  loginFailed,
  emailClaimed,
  referenceClaimed,
  passkeyClaimed,
  ...tenantEvents,
  slugClaimed,
  ...anomalyEvents,
  ...operationEvents,
  ...retentionEvents,
] as const

/** Every event type this release writes. */
export type RollcallEvent = EventOf<(typeof definitions)[number]>
export type EventType = RollcallEvent['type']

/** Every type of event there is. */
export const eventTypes: readonly EventType[] = definitions.map(({ type }) => type)

/** Current definitions by type. A type that is missing here is shown as opaque, never fatal. */
export const catalogue: ReadonlyMap<string, EventDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition as unknown as EventDefinition]),
)
