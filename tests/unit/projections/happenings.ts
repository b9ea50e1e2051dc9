import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import {
  anomalyStream,
  operationStream,
  sessionStream,
  signinStream,
  tenantStream,
  userStream,
} from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { newEvent, someContext } from '../../support/newEvent.ts'

export const tenantId = derivedUuid('tenant', 'acme')
export const ann = derivedUuid('user', 'ann')
export const bob = derivedUuid('user', 'bob')
export const laptop = derivedUuid('session', 'laptop')
export const phone = derivedUuid('session', 'phone')
export const operation = derivedUuid('operation', 1)
export const byAdmin = { kind: 'admin', id: bob } as const
export const silent = { reason: null, message: null, ticket: null }

type Happening = { stream: string; event: NewEvent<RollcallEvent> }
type Changes = Partial<NewEvent>
type DataOf<Type> = Extract<RollcallEvent, { type: Type }>['data']

const at = (time: string): string => `2026-11-21T${time}.000Z`
const happening = (stream: string, event: NewEvent<RollcallEvent>): Happening => ({ stream, event })

/** An event of a session of Ann's. `time`: `hh:mm:ss` of one day. */
export const inSession = <Type extends RollcallEvent['type']>(
  sessionId: string,
  type: Type,
  data: Omit<DataOf<Type>, 'sessionId' | 'userId'>,
  time: string,
  changes: Changes = {},
): Happening => {
  const whole = { sessionId, userId: ann, ...data } as never
  return happening(sessionStream(tenantId, sessionId), newEvent(type, whole, { tenantId, at: at(time), ...changes }))
}

export const signedIn = (sessionId: string, time: string, changes: Changes = {}): Happening =>
  inSession(
    sessionId,
    'SessionStarted',
    {
      user: { email: 'Ann@acme.test', name: 'Ann Keller' },
      clientId: 'web',
      transport: 'bearer',
      methods: ['pwd'],
      authTime: at(time),
      remembered: false,
      idleSeconds: 3_600,
      absoluteSeconds: 86_400,
      salt: 'c2FsdA',
      keyId: 'k1',
    },
    time,
    changes,
  )
export const refreshed = (sessionId: string, generation: number, time: string, changes: Changes = {}): Happening =>
  inSession(sessionId, 'SessionRefreshed', { generation, keyId: 'k1', attempt: null }, time, changes)
export const revoked = (sessionId: string, time: string, reason = 'looked odd'): Happening =>
  inSession(
    sessionId,
    'SessionRevoked',
    { cause: 'admin', reason, message: 'Please sign in again.', ticket: null, operationId: null },
    time,
    { actor: byAdmin },
  )
export const loggedOut = (sessionId: string, time: string): Happening =>
  inSession(sessionId, 'SessionLoggedOut', { by: 'person' }, time)
export const expired = (sessionId: string, expiredAt: string, time: string): Happening =>
  inSession(sessionId, 'SessionExpired', { kind: 'idle', expiredAt: at(expiredAt) }, time, { context: null })

/** An event of a person, in the person's stream. */
export const ofUser = <Type extends RollcallEvent['type']>(
  userId: string,
  type: Type,
  data: DataOf<Type>,
  time: string,
): Happening =>
  happening(userStream(tenantId, userId), newEvent(type, data as never, { tenantId, at: at(time), actor: byAdmin }))

export const ofTenant = <Type extends RollcallEvent['type']>(type: Type, data: DataOf<Type>, time: string): Happening =>
  happening(
    tenantStream(tenantId),
    newEvent(type, data as never, { tenantId, at: at(time), actor: byAdmin, context: null }),
  )

export const everySessionOf = (userId: string | null, except: string[], time: string): Happening => {
  const data = { userId, notBefore: at(time), except, cause: 'admin' as const, ...silent, operationId: null }
  const invalidated = { ...data, reason: 'laptop stolen', message: 'Call us.' }
  return userId === null
    ? ofTenant('SessionsInvalidated', invalidated, time)
    : ofUser(userId, 'SessionsInvalidated', invalidated, time)
}

export const loginFailed = (userId: string | null, time: string): Happening =>
  happening(
    signinStream(tenantId, 'digest'),
    newEvent('LoginFailed', { userId, clientId: 'web', cause: 'wrong-password' }, { tenantId, at: at(time) }),
  )

export const anomalyOf = (sessionIds: string[], severity: 25 | 50 | 75 | 100, time: string): Happening => {
  const anomalyId = derivedUuid('anomaly', severity, ...sessionIds)
  const usedFrom = { ip: '203.0.113.9', city: 'Paris', country: 'FR', device: 'Firefox 145' }
  const data = {
    anomalyId,
    rule: 'refresh-token-reuse' as const,
    ruleVersion: 1,
    severity,
    userId: ann,
    sessionIds,
    causeEventId: derivedUuid('cause', severity),
    evidence: { rule: 'refresh-token-reuse' as const, presentedGeneration: 1, currentGeneration: 3, usedFrom },
  }
  const actor = { kind: 'detector', id: 'refresh-token-reuse' } as const
  return happening(
    anomalyStream(tenantId, anomalyId),
    newEvent('AnomalyRaised', data, { tenantId, at: at(time), actor, context: null }),
  )
}

/** What the policy did about the anomaly that `anomalyOf` raises. */
export const answerTo = (sessionIds: string[], severity: number, time: string): Happening => {
  const anomalyId = derivedUuid('anomaly', severity, ...sessionIds)
  const rule = 'refresh-token-reuse' as const
  const did = { action: 'end-all-and-hold' as const, did: 'end-session' as const, why: 'last-admin' as const }
  const data = { anomalyId, userId: ann, sessionId: sessionIds[0]!, rule, ...did, operationId: null }
  const actor = { kind: 'policy', id: rule } as const
  return happening(
    anomalyStream(tenantId, anomalyId),
    newEvent('AnomalyAnswered', data, { tenantId, at: at(time), actor, context: null }),
  )
}

export const ofOperation = <Type extends RollcallEvent['type']>(
  type: Type,
  data: Omit<DataOf<Type>, 'operationId'>,
  time: string,
): Happening => {
  const whole = { operationId: operation, ...data } as never
  return happening(
    operationStream(tenantId, operation),
    newEvent(type, whole, { tenantId, at: at(time), actor: byAdmin, context: null }),
  )
}

/** The usual context, from another city. */
export const fromParis = {
  ...someContext,
  ip: '198.51.100.4',
  place: { ...someContext.place!, country: 'FR', region: null, city: 'Paris' },
}
export const instantOf = at
