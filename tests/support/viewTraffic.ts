import { tenantStream, userStream } from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import {
  beginning,
  ending,
  failedSignIn,
  type Happening,
  type Living,
  livingOn,
  oddity,
  type PlacedEvent,
} from './trafficEvents.ts'
import {
  type Chance,
  seededChance,
  trafficContext,
  trafficPerson,
  trafficTenant,
  trafficUser,
} from './trafficSetting.ts'

export type { PlacedEvent } from './trafficEvents.ts'
export { trafficTenant, trafficUser } from './trafficSetting.ts'

export interface TrafficSettings {
  seed: number
  /** About as many. */
  events: number
  tenants?: number
  usersPerTenant?: number
  startsAt?: string
  /** Of a hundred events, those that are not of sessions as they usually go. */
  oddPercent?: number
  /** From one event to the next at most. */
  stepMs?: number
  /** Sessions that are live at a time, at most. */
  together?: number
}

type WholeSettings = Required<TrafficSettings>

function* setUp({ tenants, usersPerTenant }: WholeSettings): Generator<Happening> {
  const shared = { actor: { kind: 'system', id: 'set-up' }, context: null } as const
  const version = 1
  for (let tenant = 0; tenant < tenants; tenant++) {
    const tenantId = trafficTenant(tenant)
    const data = { slug: `tenant${tenant}`, name: `Tenant ${tenant}`, simulated: true }
    yield { ...shared, stream: tenantStream(tenantId), tenantId, event: { type: 'TenantRegistered', version, data } }
    for (let user = 0; user < usersPerTenant; user++) {
      const userId = trafficUser(tenant, user)
      const person = { userId, ...trafficPerson(tenant, user) }
      const event = { type: 'UserRegistered', version, data: person } as const
      yield { ...shared, stream: userStream(tenantId, userId), tenantId, event }
    }
  }
}

const comingIn = (chance: Chance, { seed, tenants, usersPerTenant }: WholeSettings, nonce: number): Living => {
  const tenant = chance.below(tenants)
  const user = chance.below(usersPerTenant)
  return {
    tenant,
    user,
    sessionId: derivedUuid('session', seed, nonce),
    left: 4 + chance.below(10),
    generation: 0,
    context: trafficContext(chance, tenant, user),
    operationId: null,
    ending: chance.next() < 0.6 ? 'SessionLoggedOut' : chance.next() < 0.85 ? 'SessionExpired' : 'SessionRevoked',
  }
}

/** What happens next, given who is there. */
const next = (chance: Chance, settings: WholeSettings, live: Living[], now: number, nonce: number): Happening => {
  const at = new Date(now).toISOString()
  const someone = live[chance.below(live.length)]
  if (chance.next() * 100 < settings.oddPercent) {
    if (someone !== undefined && chance.next() < 0.3) return oddity(someone, chance, at, `${settings.seed}/${nonce}`)
    const tenant = chance.below(settings.tenants)
    const user = chance.below(settings.usersPerTenant)
    return failedSignIn(tenant, user, trafficContext(chance, tenant, user), chance.next() < 0.7)
  }
  if (someone === undefined || (live.length < settings.together && chance.next() < 0.3)) {
    const session = comingIn(chance, settings, nonce)
    live.push(session)
    return beginning(session, at)
  }
  someone.left -= 1
  if (someone.left >= 0)
    return livingOn(someone, chance, at, () => trafficContext(chance, someone.tenant, someone.user))
  live.splice(live.indexOf(someone), 1)
  return ending(someone, now)
}

/** Sessions as they come and go in the demo, several at a time, in the order of time. Equal settings, equal events. */
export function* viewTraffic(given: TrafficSettings): Generator<PlacedEvent> {
  const defaults = {
    tenants: 3,
    usersPerTenant: 100,
    startsAt: '2026-10-20T08:00:00.000Z',
    oddPercent: 4,
    stepMs: 1_000,
    together: Math.max(5, Math.min(500, Math.floor(given.events / 40))),
  }
  const settings: WholeSettings = { ...defaults, ...given }
  const chance = seededChance(settings.seed)
  const revisions = new Map<string, number>()
  const live: Living[] = []
  let now = Date.parse(settings.startsAt)
  let made = 0
  const place = ({ stream, tenantId, actor, context, event }: Happening): PlacedEvent => {
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    made += 1
    const id = derivedUuid('event', settings.seed, made)
    const at = new Date(now).toISOString()
    return {
      stream,
      revision,
      event: { ...event, id, tenantId, at, actor, correlationId: id, causationId: null, context },
    }
  }
  for (const happening of setUp(settings)) yield place(happening)
  while (made < settings.events) {
    now += 1 + chance.below(settings.stepMs)
    yield place(next(chance, settings, live, now, made))
  }
}
