import type { RollcallEvent } from '#events/catalogue.ts'
import type { Actor, NewEvent, RequestContext } from '#events/envelope.ts'
import {
  anomalyStream,
  operationStream,
  refusalsStream,
  sessionStream,
  signinStream,
  tenantStream,
  userStream,
} from '#events/streams.ts'
import { derivedUuid } from '#services/uuid.ts'

/** An event with its place in its stream, ready to be appended. */
export interface PlacedEvent {
  stream: string
  revision: number
  event: NewEvent<RollcallEvent>
}

export interface TrafficSettings {
  seed: number
  /** About as many. */
  events: number
  tenants?: number
  usersPerTenant?: number
  startsAt?: string
}

interface Living {
  tenant: number
  user: number
  sessionId: string
  left: number
  generation: number
  context: RequestContext
  ending: 'SessionLoggedOut' | 'SessionExpired' | 'SessionRevoked' | 'none'
}

/** mulberry32: small, seeded, good enough to shuffle traffic with. */
const random = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const browsers = ['Chrome 142', 'Chrome 141', 'Firefox 145', 'Safari 26', 'Edge 142']
const systems = ['Windows 11', 'macOS 26', 'Android 16', 'iOS 26.1', 'Ubuntu']
const places = [
  ['DE', 'Berlin', 52.52, 13.4],
  ['DE', 'München', 48.14, 11.58],
  ['FR', 'Paris', 48.86, 2.35],
  ['GB', 'London', 51.51, -0.13],
  ['US', 'New York', 40.71, -74.01],
  ['SG', 'Singapore', 1.35, 103.82],
] as const
const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

export const trafficTenant = (tenant: number): string => derivedUuid('tenant', tenant)
export const trafficUser = (tenant: number, user: number): string => derivedUuid('user', tenant, user)

/** Sessions as they come and go in the demo, several at a time, in the order of time. Equal settings, equal events. */
export function* viewTraffic(settings: TrafficSettings): Generator<PlacedEvent> {
  const { seed, tenants = 3, usersPerTenant = 100 } = settings
  const chance = random(seed)
  const whole = (limit: number) => Math.floor(chance() * limit)
  const pick = <Value>(values: readonly Value[]): Value => values[whole(values.length)]!
  const revisions = new Map<string, number>()
  let now = Date.parse(settings.startsAt ?? '2026-10-20T08:00:00.000Z')
  let made = 0

  const place = (
    stream: string,
    tenantId: string,
    actor: Actor,
    context: RequestContext | null,
    event: RollcallEvent,
  ): PlacedEvent => {
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    made += 1
    const id = derivedUuid('event', seed, made)
    const at = new Date(now).toISOString()
    return {
      stream,
      revision,
      event: { ...event, id, tenantId, at, actor, correlationId: id, causationId: null, context },
    }
  }
  const contextOf = (tenant: number, user: number): RequestContext => {
    const [country, city, lat, lon] = pick(places)
    const ip = `203.0.${tenant}.${whole(200) + 1}`
    return {
      ip,
      userAgent: agent,
      clientId: pick(['web', 'web', 'phone']),
      device: {
        id: `device-${user}`,
        name: user % 3 === 0 ? `Laptop of ${user}` : null,
        type: pick(['desktop', 'desktop', 'mobile']),
        browser: pick(browsers),
        os: pick(systems),
        details: null,
      },
      place: { country, region: null, city, lat, lon, accuracyKm: 20, source: 'test' },
      network: { name: `203.0.${tenant}.0/24`, kind: 'prefix' },
    }
  }
  const settle = { reason: null, message: null, ticket: null }

  const live: Living[] = []
  const begin = (): PlacedEvent => {
    const tenant = whole(tenants)
    const user = whole(usersPerTenant)
    const tenantId = trafficTenant(tenant)
    const userId = trafficUser(tenant, user)
    const sessionId = derivedUuid('session', seed, made)
    const context = contextOf(tenant, user)
    const ending = chance() < 0.6 ? 'SessionLoggedOut' : chance() < 0.85 ? 'SessionExpired' : 'SessionRevoked'
    live.push({ tenant, user, sessionId, left: 4 + whole(10), generation: 0, context, ending })
    const at = new Date(now).toISOString()
    return place(sessionStream(tenantId, sessionId), tenantId, { kind: 'user', id: userId }, context, {
      type: 'SessionStarted',
      version: 1,
      data: {
        sessionId,
        userId,
        user: { email: `person${user}@tenant${tenant}.test`, name: `Person ${user}` },
        clientId: context.clientId!,
        transport: 'bearer',
        methods: ['pwd'],
        authTime: at,
        remembered: false,
        idleSeconds: 604_800,
        absoluteSeconds: 2_592_000,
        salt: 'c2FsdHNhbHRzYWx0c2FsdA',
        keyId: 'k1',
      },
    })
  }
  const end = (session: Living): PlacedEvent => {
    const tenantId = trafficTenant(session.tenant)
    const userId = trafficUser(session.tenant, session.user)
    const ids = { sessionId: session.sessionId, userId }
    const stream = sessionStream(tenantId, session.sessionId)
    const self = { kind: 'user', id: userId } as const
    const version = 1 as const
    if (session.ending === 'SessionLoggedOut')
      return place(stream, tenantId, self, session.context, {
        type: 'SessionLoggedOut',
        version,
        data: { ...ids, by: 'person' },
      })
    if (session.ending === 'SessionExpired')
      return place(stream, tenantId, { kind: 'policy', id: 'expiry' }, null, {
        type: 'SessionExpired',
        version,
        data: { ...ids, kind: 'idle', expiredAt: new Date(now - 30_000).toISOString() },
      })
    return place(stream, tenantId, { kind: 'admin', id: trafficUser(session.tenant, 0) }, session.context, {
      type: 'SessionRevoked',
      version,
      data: {
        ...ids,
        cause: 'admin',
        reason: 'looked odd',
        message: 'Please sign in again.',
        ticket: null,
        operationId: null,
      },
    })
  }
  const go = (session: Living): PlacedEvent => {
    const tenantId = trafficTenant(session.tenant)
    const userId = trafficUser(session.tenant, session.user)
    const ids = { sessionId: session.sessionId, userId }
    const stream = sessionStream(tenantId, session.sessionId)
    const self = { kind: 'user', id: userId } as const
    const version = 1 as const
    const what = chance()
    if (what < 0.08) {
      session.context = { ...contextOf(session.tenant, session.user), clientId: session.context.clientId }
      return place(stream, tenantId, self, session.context, {
        type: 'SessionContextChanged',
        version,
        data: { ...ids, changed: ['ip', 'place'] },
      })
    }
    if (what < 0.4)
      return place(stream, tenantId, self, session.context, {
        type: 'SessionActivityRecorded',
        version,
        data: { ...ids, activeAt: new Date(now).toISOString() },
      })
    session.generation += 1
    return place(stream, tenantId, self, session.context, {
      type: 'SessionRefreshed',
      version,
      data: { ...ids, generation: session.generation, keyId: 'k1', attempt: null },
    })
  }
  const oddity = (): PlacedEvent => {
    const tenant = whole(tenants)
    const tenantId = trafficTenant(tenant)
    const user = whole(usersPerTenant)
    const userId = trafficUser(tenant, user)
    const what = chance()
    const version = 1 as const
    const session = live.length === 0 ? undefined : pick(live)
    if (what < 0.7 || session === undefined)
      return place(
        signinStream(tenantId, `digest${user}`),
        tenantId,
        { kind: 'system', id: 'sign-in' },
        contextOf(tenant, user),
        {
          type: 'LoginFailed',
          version,
          data: { userId: what < 0.5 ? userId : null, clientId: 'web', cause: 'wrong-password' },
        },
      )
    const ofSession = trafficTenant(session.tenant)
    const ids = { sessionId: session.sessionId, userId: trafficUser(session.tenant, session.user) }
    if (what < 0.8)
      return place(
        refusalsStream(ofSession, session.sessionId),
        ofSession,
        { kind: 'user', id: ids.userId },
        session.context,
        {
          type: 'RefreshRefused',
          version,
          data: { ...ids, cause: 'client-mismatch' },
        },
      )
    if (what < 0.9) {
      const anomalyId = derivedUuid('anomaly', seed, made)
      const where = { ip: '203.0.113.9', city: 'Paris', country: 'FR', device: 'Firefox 145' }
      return place(
        anomalyStream(ofSession, anomalyId),
        ofSession,
        { kind: 'detector', id: 'refresh-token-reuse' },
        null,
        {
          type: 'AnomalyRaised',
          version,
          data: {
            anomalyId,
            rule: 'refresh-token-reuse',
            ruleVersion: 1,
            severity: 75,
            userId: ids.userId,
            sessionIds: [session.sessionId],
            causeEventId: derivedUuid('cause', made),
            evidence: { rule: 'refresh-token-reuse', presentedGeneration: 1, currentGeneration: 3, usedFrom: where },
          },
        },
      )
    }
    if (what < 0.93)
      return place(userStream(ofSession, ids.userId), ofSession, { kind: 'user', id: ids.userId }, session.context, {
        type: 'CredentialChanged',
        version,
        data: {
          userId: ids.userId,
          secretId: derivedUuid('secret', made),
          by: 'person',
          temporaryUntil: null,
          except: [session.sessionId],
        },
      })
    if (what < 0.96)
      return place(
        userStream(ofSession, ids.userId),
        ofSession,
        { kind: 'admin', id: trafficUser(session.tenant, 0) },
        null,
        {
          type: 'SessionsInvalidated',
          version,
          data: {
            userId: ids.userId,
            notBefore: new Date(now).toISOString(),
            except: [],
            cause: 'admin',
            ...settle,
            reason: 'all of them',
            operationId: null,
          },
        },
      )
    const operationId = derivedUuid('operation', seed, made)
    return place(
      operationStream(ofSession, operationId),
      ofSession,
      { kind: 'admin', id: trafficUser(session.tenant, 0) },
      null,
      {
        type: 'OperationStarted',
        version,
        data: {
          operationId,
          kind: 'sessions',
          filter: null,
          userId: null,
          sessionIds: [session.sessionId],
          spared: [],
          ...settle,
        },
      },
    )
  }

  for (let tenant = 0; tenant < tenants; tenant++) {
    const tenantId = trafficTenant(tenant)
    const system = { kind: 'system', id: 'set-up' } as const
    yield place(tenantStream(tenantId), tenantId, system, null, {
      type: 'TenantRegistered',
      version: 1,
      data: { slug: `tenant${tenant}`, name: `Tenant ${tenant}`, simulated: true },
    })
    for (let user = 0; user < usersPerTenant; user++) {
      const userId = trafficUser(tenant, user)
      yield place(userStream(tenantId, userId), tenantId, system, null, {
        type: 'UserRegistered',
        version: 1,
        data: { userId, email: `person${user}@tenant${tenant}.test`, name: `Person ${user}` },
      })
    }
  }
  const together = Math.max(5, Math.min(500, Math.floor(settings.events / 40)))
  while (made < settings.events) {
    now += 1 + whole(1_000)
    if (chance() < 0.04) {
      yield oddity()
      continue
    }
    if (live.length < together && chance() < 0.3) {
      yield begin()
      continue
    }
    const at = whole(live.length)
    const session = live[at]
    if (session === undefined) yield begin()
    else if (session.left > 0) {
      session.left -= 1
      yield go(session)
    } else {
      live.splice(at, 1)
      if (session.ending !== 'none') yield end(session)
    }
  }
}
