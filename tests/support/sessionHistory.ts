import type { NewEvent, RequestContext } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Role } from '#events/tenant/events.ts'
import { anomalyStream, sessionStream, tenantStream, userStream } from '#events/streams.ts'
import { derivedUuid } from '#services/uuid.ts'
import { newEvent, someContext } from './newEvent.ts'

export interface Told {
  stream: string
  event: NewEvent<RollcallEvent>
}
type Changes = Partial<NewEvent>

export const here = '0193aaaa-0000-7000-8000-000000000001'
export const elsewhere = '0193aaaa-0000-7000-8000-000000000002'
export const ada = derivedUuid('person', 1)
export const bob = derivedUuid('person', 2)
export const laptop = derivedUuid('session', 1)
export const phone = derivedUuid('session', 2)
export const desk = derivedUuid('session', 3)
export const admin = { kind: 'admin', id: derivedUuid('person', 9) } as const
export const because = { reason: 'a reason', message: 'a message', ticket: 'T-1' }

export const mailOf = (userId: string) => ({
  email: `${userId.slice(-4)}@example.test`,
  name: `Person ${userId.slice(-4)}`,
})

const inSession = (sessionId: string, event: NewEvent<RollcallEvent>): Told => ({
  stream: sessionStream(event.tenantId, sessionId),
  event,
})
const ofUser = (userId: string, event: NewEvent<RollcallEvent>): Told => ({
  stream: userStream(event.tenantId, userId),
  event,
})

/** Signs in with a password, for a week of idleness and a month in all. */
export const signsIn = (userId: string, sessionId: string, changes: Changes = {}): Told =>
  inSession(
    sessionId,
    newEvent(
      'SessionStarted',
      {
        sessionId,
        userId,
        user: mailOf(userId),
        clientId: 'web',
        transport: 'bearer',
        methods: ['pwd'],
        authTime: changes.at ?? '2026-11-21T08:00:00.000Z',
        remembered: false,
        idleSeconds: 604_800,
        absoluteSeconds: 2_592_000,
        salt: 'c2FsdA',
        keyId: 'k1',
      },
      changes,
    ),
  )

export const refreshes = (userId: string, sessionId: string, generation: number, changes: Changes = {}): Told =>
  inSession(
    sessionId,
    newEvent('SessionRefreshed', { sessionId, userId, generation, keyId: 'k1', attempt: null }, changes),
  )

export const isActive = (userId: string, sessionId: string, activeAt: string, changes: Changes = {}): Told =>
  inSession(sessionId, newEvent('SessionActivityRecorded', { sessionId, userId, activeAt }, changes))

export const moves = (userId: string, sessionId: string, context: RequestContext, changes: Changes = {}): Told =>
  inSession(
    sessionId,
    newEvent('SessionContextChanged', { sessionId, userId, changed: ['ip', 'place'] }, { ...changes, context }),
  )

export const logsOut = (userId: string, sessionId: string, changes: Changes = {}): Told =>
  inSession(sessionId, newEvent('SessionLoggedOut', { sessionId, userId, by: 'person' }, changes))

export const lapses = (userId: string, sessionId: string, expiredAt: string, changes: Changes = {}): Told =>
  inSession(sessionId, newEvent('SessionExpired', { sessionId, userId, kind: 'idle', expiredAt }, changes))

export const isRevoked = (userId: string, sessionId: string, changes: Changes = {}): Told =>
  inSession(
    sessionId,
    newEvent(
      'SessionRevoked',
      { sessionId, userId, cause: 'admin', ...because, operationId: null },
      { actor: admin, ...changes },
    ),
  )

/** `userId` null: everybody in the tenant. */
export const areInvalidated = (userId: string | null, except: string[] = [], changes: Changes = {}): Told => {
  const event = newEvent(
    'SessionsInvalidated',
    { userId, notBefore: '2026-11-21T09:00:00.000Z', except, cause: 'admin', ...because, operationId: null },
    { actor: admin, context: null, ...changes },
  )
  return userId === null ? { stream: tenantStream(event.tenantId), event } : ofUser(userId, event)
}

export const isRegistered = (userId: string, changes: Changes = {}): Told =>
  ofUser(userId, newEvent('UserRegistered', { userId, ...mailOf(userId) }, changes))

export const isDisabled = (userId: string, changes: Changes = {}): Told =>
  ofUser(userId, newEvent('UserDisabled', { userId, ...because }, { actor: admin, ...changes }))

export const isEnabled = (userId: string, changes: Changes = {}): Told =>
  ofUser(userId, newEvent('UserEnabled', { userId, ...because }, { actor: admin, ...changes }))

export const changesPassword = (userId: string, except: string[], changes: Changes = {}): Told =>
  ofUser(
    userId,
    newEvent(
      'CredentialChanged',
      { userId, secretId: derivedUuid('secret', 1), by: 'person', temporaryUntil: null, except },
      changes,
    ),
  )

export const rolesChange = (userId: string, roles: Role[], changes: Changes = {}): Told => {
  const event = newEvent('MemberRoleChanged', { userId, roles, ...because }, { actor: admin, ...changes })
  return { stream: tenantStream(event.tenantId), event }
}

/** A refresh token used again, by somebody who should not have had it. */
export const isRaised = (
  userId: string,
  sessionIds: string[],
  anomalyId = derivedUuid('anomaly', 1),
  changes: Changes = {},
): Told => {
  const usedFrom = { ip: '198.51.100.9', city: 'Paris', country: 'FR', device: 'Firefox 145' }
  const event = newEvent(
    'AnomalyRaised',
    {
      anomalyId,
      rule: 'refresh-token-reuse',
      ruleVersion: 1,
      severity: 75,
      userId,
      sessionIds,
      causeEventId: derivedUuid('cause', 1),
      evidence: { rule: 'refresh-token-reuse', presentedGeneration: 1, currentGeneration: 3, usedFrom },
    },
    { actor: { kind: 'detector', id: 'refresh-token-reuse' }, context: null, ...changes },
  )
  return { stream: anomalyStream(event.tenantId, anomalyId), event }
}

export const inParis: RequestContext = {
  ...someContext,
  ip: '198.51.100.4',
  device: { id: null, name: null, type: 'mobile', browser: 'Firefox 145', os: 'Android 16', details: null },
  place: { country: 'FR', region: null, city: 'Paris', lat: 48.86, lon: 2.35, accuracyKm: 20, source: 'test' },
}
