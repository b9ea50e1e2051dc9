import * as fc from 'fast-check'
import type { RollcallEvent } from '#events/catalogue.ts'
import { sessionStream, signinStream, tenantStream, userStream } from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { type DataOf, newEvent } from './newEvent.ts'
import type { PlacedEvent } from './trafficEvents.ts'
import { trafficTenant, trafficUser } from './trafficSetting.ts'

/** A person of two tenants with two people each. */
interface Person {
  tenantId: string
  userId: string
}
interface Begun extends Person {
  sessionId: string
  clientId: string
}

const because = { reason: 'seen twice', message: 'Call us.', ticket: null }
const kinds = [
  'start',
  'refresh',
  'logOut',
  'revoke',
  'expire',
  'disable',
  'enable',
  'hold',
  'release',
  'password',
  'endUser',
  'endUserInApp',
  'endTenant',
  'removeApp',
  'suspend',
  'resume',
  'roles',
  'policy',
  'fail',
] as const

const step = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('start', 'refresh') },
    { weight: 4, arbitrary: fc.constantFrom(...kinds) },
  ),
  tenant: fc.nat(1),
  user: fc.nat(1),
  clientId: fc.constantFrom('web', 'phone'),
  /** Which of the sessions begun so far, and which of them are spared. */
  session: fc.nat(20),
  spared: fc.array(fc.nat(20), { maxLength: 2 }),
  passMs: fc.constantFrom(1, 999, 1_000, 4_321),
})
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never

/** Writes down what happens, each event with its place in its stream. */
const scribe = (startsAt: number) => {
  const placed: PlacedEvent[] = []
  const revisions = new Map<string, number>()
  let now = startsAt
  return {
    placed,
    pass: (milliseconds: number) => void (now += milliseconds),
    at: () => new Date(now).toISOString(),
    write<Type extends RollcallEvent['type']>(stream: string, tenantId: string, type: Type, data: DataOf<Type>): void {
      const revision = (revisions.get(stream) ?? -1) + 1
      revisions.set(stream, revision)
      const id = derivedUuid('ending', startsAt, placed.length)
      const event = newEvent(type, data, { id, tenantId, at: new Date(now).toISOString(), correlationId: id })
      placed.push({ stream, revision, event })
    },
  }
}
type Scribe = ReturnType<typeof scribe>

const start = ({ write, at }: Scribe, { tenantId, userId, sessionId, clientId }: Begun): void => {
  write(sessionStream(tenantId, sessionId), tenantId, 'SessionStarted', {
    sessionId,
    userId,
    user: { email: 'ann@acme.test', name: 'Ann' },
    clientId,
    transport: 'bearer',
    methods: ['pwd'],
    authTime: at(),
    remembered: false,
    idleSeconds: 604_800,
    absoluteSeconds: 2_592_000,
    salt: 'c2FsdA',
    keyId: 'k1',
  })
}

type Write = (scribe: Scribe, begun: Begun) => void
const own = <Type extends RollcallEvent['type']>(type: Type, data: (at: string) => object): Write => {
  return ({ write, at }, { tenantId, userId, sessionId }) =>
    write(sessionStream(tenantId, sessionId), tenantId, type, { sessionId, userId, ...data(at()) } as DataOf<Type>)
}

/** What happens in a session's own stream. */
const inSession: Partial<Record<Step['kind'], { write: Write; ends: boolean }>> = {
  refresh: { ends: false, write: own('SessionRefreshed', () => ({ generation: 1, keyId: 'k1', attempt: null })) },
  logOut: { ends: true, write: own('SessionLoggedOut', () => ({ by: 'person' })) },
  expire: { ends: true, write: own('SessionExpired', (expiredAt) => ({ kind: 'idle', expiredAt })) },
  revoke: { ends: true, write: own('SessionRevoked', () => ({ cause: 'admin', ...because, operationId: null })) },
}

interface Aim extends Person {
  clientId: string
  except: string[]
}
const wide = (at: string, except: string[]) => ({
  notBefore: at,
  except,
  cause: 'admin' as const,
  ...because,
  operationId: null,
})
const policy = {
  accessSeconds: 3_600,
  idleSeconds: 604_800,
  absoluteSeconds: 2_592_000,
  graceSeconds: 10,
  neutralMessage: 'Ended.',
}

/** What happens to a person or a tenant. */
const elsewhere: Partial<Record<Step['kind'], (scribe: Scribe, aim: Aim) => void>> = {
  suspend: ({ write }, { tenantId }) =>
    write(tenantStream(tenantId), tenantId, 'TenantSuspended', { operationId: tenantId, ...because }),
  resume: ({ write }, { tenantId }) => write(tenantStream(tenantId), tenantId, 'TenantResumed', because),
  disable: ({ write }, { tenantId, userId }) =>
    write(userStream(tenantId, userId), tenantId, 'UserDisabled', { userId, ...because }),
  enable: ({ write }, { tenantId, userId }) =>
    write(userStream(tenantId, userId), tenantId, 'UserEnabled', { userId, ...because }),
  hold: ({ write }, { tenantId, userId }) =>
    write(userStream(tenantId, userId), tenantId, 'UserHeld', { userId, until: null, ...because }),
  release: ({ write }, { tenantId, userId }) =>
    write(userStream(tenantId, userId), tenantId, 'UserReleased', { userId, ...because }),
  password: ({ write }, { tenantId, userId, except }) =>
    write(userStream(tenantId, userId), tenantId, 'CredentialChanged', {
      userId,
      secretId: derivedUuid('secret', userId),
      by: 'person',
      temporaryUntil: null,
      except,
    }),
  endUser: ({ write, at }, { tenantId, userId, except }) =>
    write(userStream(tenantId, userId), tenantId, 'SessionsInvalidated', { userId, ...wide(at(), except) }),
  endUserInApp: ({ write, at }, { tenantId, userId, clientId }) =>
    write(userStream(tenantId, userId), tenantId, 'SessionsInvalidated', { userId, clientId, ...wide(at(), []) }),
  endTenant: ({ write, at }, { tenantId, except }) =>
    write(tenantStream(tenantId), tenantId, 'SessionsInvalidated', { userId: null, ...wide(at(), except) }),
  removeApp: ({ write }, { tenantId, clientId }) =>
    write(tenantStream(tenantId), tenantId, 'ClientRemoved', {
      clientId,
      operationId: derivedUuid('operation', tenantId, clientId),
      ...because,
    }),
  roles: ({ write }, { tenantId, userId }) =>
    write(tenantStream(tenantId), tenantId, 'MemberRoleChanged', { userId, roles: ['member'], ...because }),
  policy: ({ write }, { tenantId }) => write(tenantStream(tenantId), tenantId, 'PolicyChanged', policy),
  fail: ({ write }, { tenantId, userId }) =>
    write(signinStream(tenantId, 'digest'), tenantId, 'LoginFailed', {
      userId,
      clientId: 'web',
      cause: 'wrong-password',
    }),
}

const play = (steps: readonly Step[], startsAt: number, pace: number): PlacedEvent[] => {
  const scribing = scribe(startsAt)
  const begun: Begun[] = []
  const live: Begun[] = []
  for (const { kind, tenant, user, clientId, session, spared, passMs } of steps) {
    scribing.pass(passMs * pace)
    if (kind === 'start') {
      const sessionId = derivedUuid('session', startsAt, begun.length)
      const fresh = { tenantId: trafficTenant(tenant), userId: trafficUser(tenant, user), sessionId, clientId }
      begun.push(fresh)
      live.push(fresh)
      start(scribing, fresh)
    }
    const place = session % Math.max(1, live.length)
    const chosen = live[place]
    const happening = inSession[kind]
    if (happening !== undefined && chosen !== undefined) {
      happening.write(scribing, chosen)
      if (happening.ends) live.splice(place, 1)
    }
    const except = [...new Set(spared.flatMap((each) => begun[each % Math.max(1, begun.length)]?.sessionId ?? []))]
    elsewhere[kind]?.(scribing, {
      tenantId: trafficTenant(tenant),
      userId: trafficUser(tenant, user),
      clientId,
      except,
    })
  }
  return scribing.placed
}

/**
 * Random histories of sessions, people and tenants, from an instant on (milliseconds since the epoch); some minutes at most, and `pace` times
 * as much where time goes faster.
 */
export const endingHistories = (startsAt: number, maxLength = 50, pace = 1): fc.Arbitrary<PlacedEvent[]> =>
  fc.array(step, { minLength: 5, maxLength }).map((steps) => play(steps, startsAt, pace))

export interface NaiveSession extends Begun {
  /** Place of its start in the history, from 0. */
  startedAt: number
  /** Its own stream says that it ended. */
  saysSo: boolean
  /** Null: it lives. */
  cause: string | null
  endedAt: string | null
}

export interface NaiveEndings {
  sessions: NaiveSession[]
  /** Events that outdate tokens, by the id of the user or tenant. */
  generations: Map<string, number>
}

/** Who is ended, told as plainly as can be and by nothing that the product asks: the rules in words, once more. */
export const naiveEndings = (history: readonly Pick<PlacedEvent, 'event'>[]): NaiveEndings => {
  const sessions: NaiveSession[] = []
  const generations = new Map<string, number>()
  const outdate = (id: string) => generations.set(id, (generations.get(id) ?? 0) + 1)
  history.forEach(({ event: { type, data, tenantId, at } }, startedAt) => {
    const end = (whose: (session: NaiveSession) => boolean, cause: string) => {
      for (const session of sessions.filter(whose)) {
        session.endedAt ??= type === 'SessionExpired' ? data.expiredAt : at
        session.cause ??= cause
      }
    }
    const own = (session: NaiveSession) => 'sessionId' in data && session.sessionId === data.sessionId
    const ofUser = (session: NaiveSession) => 'userId' in data && session.userId === data.userId
    if (type === 'SessionStarted')
      sessions.push({ ...data, tenantId, startedAt, saysSo: false, cause: null, endedAt: null })
    if (type === 'SessionLoggedOut') end(own, data.by)
    if (type === 'SessionRevoked') end(own, data.cause)
    if (type === 'SessionExpired') end(own, data.kind)
    if (type === 'SessionLoggedOut' || type === 'SessionRevoked' || type === 'SessionExpired')
      for (const session of sessions.filter(own)) session.saysSo = true
    if (type === 'UserDisabled') end(ofUser, 'disabled')
    if (type === 'UserHeld') end(ofUser, 'hold')
    if (type === 'CredentialChanged')
      end((session) => ofUser(session) && !data.except.includes(session.sessionId), 'credential')
    if (type === 'SessionsInvalidated')
      end(
        (session) =>
          (data.userId === null ? session.tenantId === tenantId : ofUser(session)) &&
          (data.clientId === undefined || data.clientId === session.clientId) &&
          !data.except.includes(session.sessionId),
        data.cause,
      )
    if (type === 'ClientRemoved')
      end((session) => session.tenantId === tenantId && session.clientId === data.clientId, 'operation')
    if (type === 'ClientRemoved') outdate(tenantId)
    if (type === 'TenantSuspended') end((session) => session.tenantId === tenantId, 'suspended')
    if (type === 'TenantSuspended') outdate(tenantId)
    if (type === 'UserDisabled' || type === 'UserHeld') outdate(data.userId)
    if (type === 'CredentialChanged' || type === 'MemberRoleChanged') outdate(data.userId)
    if (type === 'SessionsInvalidated') outdate(data.userId ?? tenantId)
  })
  return { sessions, generations }
}
