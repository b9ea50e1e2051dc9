import type { RollcallEvent } from '#events/catalogue.ts'
import type { Actor, NewEvent, RequestContext } from '#events/envelope.ts'
import {
  anomalyStream,
  operationStream,
  refusalsStream,
  sessionStream,
  signinStream,
  userStream,
} from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { anyEvent } from './anyEvent.ts'
import { type Chance, trafficPerson, trafficTenant, trafficUser } from './trafficSetting.ts'

/** An event with its place in its stream, ready to be appended. */
export interface PlacedEvent {
  stream: string
  revision: number
  event: NewEvent<RollcallEvent>
}

/** A session while it lives. */
export interface Living {
  tenant: number
  user: number
  sessionId: string
  /** Events it will still have. */
  left: number
  generation: number
  context: RequestContext
  ending: 'SessionLoggedOut' | 'SessionExpired' | 'SessionRevoked'
  /** The last operation that was started on it; null: none was. */
  operationId: string | null
}

/** What happens, before it has a time and a place in a stream. */
export interface Happening {
  stream: string
  tenantId: string
  actor: Actor
  context: RequestContext | null
  event: RollcallEvent
}

const version = 1 as const
const silent = { reason: null, message: null, ticket: null }
const idsOf = ({ tenant, user, sessionId }: Living) => ({ sessionId, userId: trafficUser(tenant, user) })

const inSession = (session: Living, event: RollcallEvent, changes: Partial<Happening> = {}): Happening => {
  const tenantId = trafficTenant(session.tenant)
  const actor = { kind: 'user', id: trafficUser(session.tenant, session.user) } as const
  const stream = sessionStream(tenantId, session.sessionId)
  return { stream, tenantId, actor, context: session.context, event, ...changes }
}
const byAdmin = ({ tenant }: Living): Actor => ({ kind: 'admin', id: trafficUser(tenant, 0) })

export const beginning = (session: Living, at: string): Happening =>
  inSession(session, {
    type: 'SessionStarted',
    version: 2,
    data: {
      ...idsOf(session),
      user: trafficPerson(session.tenant, session.user),
      clientId: session.context.clientId!,
      transport: 'bearer',
      methods: ['pwd'],
      authTime: at,
      remembered: false,
      idleSeconds: 604_800,
      // A third of the people stay until they sign out.
      absoluteSeconds: session.user % 3 === 0 ? null : 2_592_000,
      salt: 'c2FsdHNhbHRzYWx0c2FsdA',
      keyId: 'k1',
    },
  })

export const ending = (session: Living, now: number): Happening => {
  const ids = idsOf(session)
  if (session.ending === 'SessionLoggedOut')
    return inSession(session, { type: 'SessionLoggedOut', version, data: { ...ids, by: 'person' } })
  if (session.ending === 'SessionExpired') {
    const expiredAt = new Date(now - 30_000).toISOString()
    const data = { ...ids, kind: 'idle' as const, expiredAt }
    const actor = { kind: 'policy', id: 'expiry' } as const
    return inSession(session, { type: 'SessionExpired', version, data }, { actor, context: null })
  }
  const because = { reason: 'looked odd', message: 'Please sign in again.', ticket: null }
  const data = { ...ids, cause: 'admin' as const, ...because, operationId: null }
  return inSession(session, { type: 'SessionRevoked', version, data }, { actor: byAdmin(session) })
}

/** Refreshes, activity and changes of place, about as often as in the demo. Moves the session on. */
export const livingOn = (session: Living, chance: Chance, at: string, elsewhere: () => RequestContext): Happening => {
  const ids = idsOf(session)
  const what = chance.next()
  if (what < 0.08) {
    session.context = { ...elsewhere(), clientId: session.context.clientId }
    return inSession(session, { type: 'SessionContextChanged', version, data: { ...ids, changed: ['ip', 'place'] } })
  }
  if (what < 0.4)
    return inSession(session, { type: 'SessionActivityRecorded', version, data: { ...ids, activeAt: at } })
  session.generation += 1
  const isByTimer = what > 0.85
  const data = { ...ids, generation: session.generation, keyId: 'k1', attempt: null }
  return inSession(session, {
    type: 'SessionRefreshed',
    version,
    data: isByTimer ? { ...data, active: false } : data,
  })
}

export const failedSignIn = (tenant: number, user: number, context: RequestContext, isKnown: boolean): Happening => ({
  stream: signinStream(trafficTenant(tenant), `digest${user}`),
  tenantId: trafficTenant(tenant),
  actor: { kind: 'system', id: 'sign-in' },
  context,
  event: {
    type: 'LoginFailed',
    version,
    data: { userId: isKnown ? trafficUser(tenant, user) : null, clientId: 'web', cause: 'wrong-password' },
  },
})

const refusal = (session: Living): Happening =>
  inSession(
    session,
    { type: 'RefreshRefused', version, data: { ...idsOf(session), cause: 'client-mismatch' } },
    { stream: refusalsStream(trafficTenant(session.tenant), session.sessionId) },
  )

const anomaly = (session: Living, nonce: string): Happening => {
  const { sessionId, userId } = idsOf(session)
  const anomalyId = derivedUuid('anomaly', nonce)
  const usedFrom = { ip: '203.0.113.9', city: 'Paris', country: 'FR', device: 'Firefox 145' }
  const data = {
    anomalyId,
    rule: 'refresh-token-reuse' as const,
    ruleVersion: 1,
    severity: 75 as const,
    userId,
    sessionIds: [sessionId],
    causeEventId: derivedUuid('cause', nonce),
    evidence: { rule: 'refresh-token-reuse' as const, presentedGeneration: 1, currentGeneration: 3, usedFrom },
  }
  const stream = anomalyStream(trafficTenant(session.tenant), anomalyId)
  const actor = { kind: 'detector', id: 'refresh-token-reuse' } as const
  return inSession(session, { type: 'AnomalyRaised', version, data }, { stream, actor, context: null })
}

const newPassword = (session: Living, nonce: string): Happening => {
  const { sessionId, userId } = idsOf(session)
  const secretId = derivedUuid('secret', nonce)
  const data = { userId, secretId, by: 'person' as const, temporaryUntil: null, except: [sessionId] }
  const stream = userStream(trafficTenant(session.tenant), userId)
  return inSession(session, { type: 'CredentialChanged', version, data }, { stream })
}

const invalidation = (session: Living, at: string): Happening => {
  const { userId } = idsOf(session)
  const because = { ...silent, reason: 'all of them', cause: 'admin' as const, operationId: null }
  const data = { userId, notBefore: at, except: [], ...because }
  const stream = userStream(trafficTenant(session.tenant), userId)
  const changes = { stream, actor: byAdmin(session), context: null }
  return inSession(session, { type: 'SessionsInvalidated', version, data }, changes)
}

const operation = (session: Living, nonce: string): Happening => {
  const operationId = derivedUuid('operation', nonce)
  session.operationId = operationId
  const sessionIds = [session.sessionId]
  const data = { operationId, kind: 'sessions' as const, filter: null, userId: null, sessionIds, spared: [], ...silent }
  const stream = operationStream(trafficTenant(session.tenant), operationId)
  return inSession(
    session,
    { type: 'OperationStarted', version, data },
    { stream, actor: byAdmin(session), context: null },
  )
}

/** Anything else that happens to people, tenants and what they have; to an operation only once there is one. */
const anything = (session: Living, chance: Chance, nonce: string): Happening => {
  if (session.operationId === null) return operation(session, nonce)
  const { operationId } = session
  const tenantId = trafficTenant(session.tenant)
  const { stream, event } = anyEvent(chance, { tenantId, ...idsOf(session), operationId, nonce })
  return inSession(session, event, { stream, actor: byAdmin(session) })
}

/** Something rare about a session. */
export const oddity = (session: Living, chance: Chance, at: string, nonce: string): Happening => {
  const what = chance.next()
  if (what < 0.24) return refusal(session)
  if (what < 0.48) return anomaly(session, nonce)
  if (what < 0.54) return newPassword(session, nonce)
  if (what < 0.6) return invalidation(session, at)
  return what < 0.66 ? operation(session, nonce) : anything(session, chance, nonce)
}
