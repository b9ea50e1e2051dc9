import * as fc from 'fast-check'
import { catalogue, eventTypes, type EventType, type RollcallEvent } from '#events/catalogue.ts'
import { operationEvents } from '#events/operation/events.ts'
import { retentionEvents } from '#events/retention/events.ts'
import { refusalEvents, sessionEvents } from '#events/session/events.ts'
import {
  claimStream,
  operationStream,
  refusalsStream,
  retentionStream,
  sessionStream,
  tenantStream,
  userStream,
} from '#events/streams.ts'
import { tenantEvents } from '#events/tenant/events.ts'
import { userEvents } from '#events/user/events.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { fromSchema } from './fromSchema.ts'
import type { Chance } from './trafficSetting.ts'

/** Their place in a history says what may be in them, so the traffic makes these itself. */
const placed: ReadonlySet<EventType> = new Set([
  'TenantRegistered',
  'UserRegistered',
  'SessionStarted',
  'SessionRefreshed',
  'SessionActivityRecorded',
  'SessionContextChanged',
  'SessionLoggedOut',
  'SessionRevoked',
  'SessionExpired',
  'SessionsInvalidated',
  'LoginFailed',
  'AnomalyRaised',
  'CredentialChanged',
  'OperationStarted',
])
/** Whatever else there is, and what will be added. */
const others = eventTypes.filter((type) => !placed.has(type))

const samplesOfEach = 12
const samples = new Map<EventType, readonly object[]>()
const samplesOf = (type: EventType): readonly object[] => {
  const { data } = catalogue.get(type)!
  const known = samples.get(type) ?? (fc.sample(fromSchema(data), { seed: 7, numRuns: samplesOfEach }) as object[])
  samples.set(type, known)
  return known
}

/** Whom and what an event is about. */
export interface About {
  tenantId: string
  userId: string
  sessionId: string
  operationId: string
  /** Different for each event. */
  nonce: string
}

const isOf = (definitions: readonly { type: string }[], type: EventType): boolean =>
  definitions.some((definition) => definition.type === type)

const streamOf = (type: EventType, { tenantId, userId, sessionId, operationId, nonce }: About): string => {
  if (isOf(sessionEvents, type)) return sessionStream(tenantId, sessionId)
  if (isOf(refusalEvents, type)) return refusalsStream(tenantId, sessionId)
  if (isOf(userEvents, type)) return userStream(tenantId, userId)
  if (isOf(tenantEvents, type)) return tenantStream(tenantId)
  if (isOf(operationEvents, type)) return operationStream(tenantId, operationId)
  if (isOf(retentionEvents, type)) return retentionStream(tenantId)
  return claimStream(tenantId, derivedUuid('claim', nonce))
}

/** Any bounds would take away what tests look for. */
const nothingRetired = {
  rowsBefore: null,
  sessionsBefore: null,
  entriesBefore: null,
  countsBefore: null,
  removed: { sessions: 0, entries: 0, minutes: 0, quarters: 0 },
}

const shared = ['userId', 'sessionId', 'operationId'] as const

/** Any event of the catalogue that has no place of its own, about these. */
export const anyEvent = (chance: Chance, about: About): { stream: string; event: RollcallEvent } => {
  const type = chance.pick(others)
  const given = chance.pick(samplesOf(type))
  const ids = shared.flatMap((name) => (name in given ? [[name, about[name]]] : []))
  const { version } = catalogue.get(type)!
  const kept = type === 'RecordsRetired' ? nothingRetired : {}
  const event = { type, version, data: { ...given, ...kept, ...Object.fromEntries(ids) } }
  return { stream: streamOf(type, about), event: event as RollcallEvent }
}
