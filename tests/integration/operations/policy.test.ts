import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { type OpenLog, openLog } from '#services/composition/data/openLog.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { policyWith } from '../../support/changedPolicy.ts'
import { type HttpClient, httpClient } from '../../support/httpClient.ts'
import { emailOf, type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

const hour = 3_600
const patience = { timeout: 60_000 }

let one: TestRollcall
let other: BesideRollcall
let log: OpenLog
let admin: SignedInClient
let processes: HttpClient[]
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  log = openLog(one.database, () => performance.now())
  admin = await one.signIn('acme', 'admin')
  const key = await one.apiKey('acme', ['sessions'])
  processes = [one, other].map(({ url }) => httpClient(url, { 'rollcall-key': key }))
}, 300_000)
afterAll(async () => {
  await log.close()
  await other.stop()
  await one.stop()
})

interface Begun {
  session: { id: string }
  refreshToken: string
}
/** A session that began so many hours ago; every other one at the other process. */
const begin = async (hoursAgo: number, index: number): Promise<Begun> => {
  const { status, body } = await processes[index % 2]!.post('/v1/sessions', {
    userRef: 'member',
    email: emailOf('member', 'acme'),
    context: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    authMethods: ['pwd'],
    startedAt: new Date(Date.now() - hoursAgo * hour * 1_000).toISOString(),
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body as Begun
}
const beginAll = (hoursAgo: readonly number[]) => Promise.all(hoursAgo.map(begin))
const idsOf = (sessions: readonly Begun[]) => sessions.map(({ session }) => session.id).toSorted()

const lasting = (absoluteSeconds: number | null): Policy => {
  const idleSeconds = 2 * hour
  return policyWith({ lifetimes: { idleSeconds, absoluteSeconds, remembered: { idleSeconds, absoluteSeconds } } })
}
const version = async () => ((await admin.get('/v1/policy')).body as { version: number }).version
interface Affected {
  sessions: number
  users: number
}
const preview = async (policy: Policy) => {
  const { status, body } = await admin.post('/v1/policy/preview', { policy })
  expect(status).toBe(200)
  return body as { ends: Affected; shortens: Affected }
}
const change = async (policy: Policy, confirm: number) => {
  const { status, body } = await admin.send(
    'PUT',
    '/v1/policy',
    { policy, confirm },
    { 'if-match': `"${await version()}"` },
  )
  expect(status, JSON.stringify(body)).toBe(200)
  return body as { ended: number; shortened: number; operation: { id: string } | null }
}
const refreshes = async (sessions: readonly Begun[], { url }: { url: string }) => {
  const asking = sessions.map(({ refreshToken }) => httpClient(url).post('/v1/auth/refresh', { refreshToken }))
  return (await Promise.all(asking)).map(({ status, body }) => {
    const { code = null, cause = null } = body as { code?: string; cause?: string }
    return [status, code, cause]
  })
}
const over = [401, 'session-ended', 'policy']
const goesOn = [200, null, null]
const all = (sessions: readonly Begun[], answer: unknown) => sessions.map(() => answer)

type Of<Type> = Recorded<Extract<RollcallEvent, { type: Type }>>
const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await log.store.readAll({ after: 0, limit: 10_000 })).filter(
    (event): event is Of<Type> & Recorded<RollcallEvent> => event.type === type,
  )
const endedByRules = async () => (await eventsOf('SessionRevoked')).filter(({ data }) => data.cause === 'policy')
const isFinished = async (operationId: string) =>
  (await eventsOf('OperationFinished')).some(({ data }) => data.operationId === operationId)

describe('a shorter life of sessions, over two processes', () => {
  let old: Begun[]
  let young: Begun[]

  it('does what the preview said, number by number', async () => {
    old = await beginAll([9, 10, 11, 12])
    young = await beginAll([1, 2, 3, 4, 5])
    const policy = lasting(8 * hour)
    const told = { ends: { sessions: 4, users: 1 }, shortens: { sessions: 6, users: 2 } }
    // Those that go on are the five, and the admin's own.
    await expect.poll(() => preview(policy), patience).toMatchObject(told)

    const { ended, shortened, operation } = await change(policy, told.ends.sessions)
    expect(await refreshes(old, other)).toEqual(all(old, over))
    expect([ended, shortened]).toEqual([told.ends.sessions, told.shortens.sessions])

    await expect.poll(() => isFinished(operation!.id), patience).toBe(true)
    const revoked = await endedByRules()
    expect(revoked.map(({ data }) => data.sessionId).toSorted()).toEqual(idsOf(old))
    const cut = (await eventsOf('SessionShortened')).map(({ data }) => data.sessionId)
    expect(cut.toSorted()).toEqual([...idsOf(young), admin.sessionId].toSorted())
    expect(await preview(policy)).toMatchObject({ ends: { sessions: 0 }, shortens: { sessions: 0 } })
  })

  it('leaves the others in, at both processes', async () => {
    expect(await refreshes(young, other)).toEqual(all(young, goesOn))
    const { items } = (await admin.get(`/v1/sessions?filter=${encodeURIComponent('status:active app:web')}`)).body as {
      items: { id: string; startedAt: string; absoluteExpiresAt: string }[]
    }
    expect(items.map(({ id }) => id).toSorted()).toEqual(idsOf(young))
    for (const { startedAt, absoluteExpiresAt } of items)
      expect(Date.parse(absoluteExpiresAt) - Date.parse(startedAt)).toBe(8 * hour * 1_000)
  })

  it('revives nothing, and lengthens nothing, when it is made longer again', async () => {
    const policy = lasting(null)
    expect(await preview(policy)).toMatchObject({ ends: { sessions: 0 }, shortens: { sessions: 0 } })
    const before = await eventsOf('SessionShortened')
    expect(await change(policy, 0)).toMatchObject({ ended: 0, shortened: 0, operation: null })
    expect(await refreshes(old, one)).toEqual(all(old, over))
    const { body } = await admin.get(`/v1/sessions/${young[0]!.session.id}`)
    const { startedAt, absoluteExpiresAt } = body as { startedAt: string; absoluteExpiresAt: string }
    expect(Date.parse(absoluteExpiresAt) - Date.parse(startedAt)).toBe(8 * hour * 1_000)
    expect(await eventsOf('SessionShortened')).toEqual(before)
  })

  it('gives an end to sessions that had none', async () => {
    const [endless] = await beginAll([0])
    const ends = async () => {
      const { status, body } = await admin.get(`/v1/sessions/${endless!.session.id}`)
      return status === 200 ? (body as { absoluteExpiresAt: string | null }).absoluteExpiresAt : 'not listed'
    }
    await expect.poll(ends, patience).toBeNull()
    const policy = lasting(7 * hour)
    const told = await preview(policy)
    const { operation } = await change(policy, told.ends.sessions)
    await expect.poll(() => isFinished(operation!.id), patience).toBe(true)
    await expect.poll(ends, patience).toEqual(expect.any(String))
  })
})

it(
  'other roles with a shorter life of their own show in the lists without another use',
  { timeout: 120_000 },
  async () => {
    const [session] = await beginAll([0])
    const listed = async () => {
      const { startedAt, absoluteExpiresAt } = (await admin.get(`/v1/sessions/${session!.session.id}`)).body as {
        startedAt: string
        absoluteExpiresAt: string
      }
      return (Date.parse(absoluteExpiresAt) - Date.parse(startedAt)) / 1_000
    }
    const policy = policyWith({
      lifetimes: { overrides: [{ whose: { kind: 'role', role: 'auditor' }, rules: { absoluteSeconds: 3 * hour } }] },
    })
    await change(policy, 0)
    await expect.poll(listed, patience).toBe(7 * hour)
    const path = `/v1/users/${one.userId('acme', 'member')}/roles`
    expect((await admin.send('PUT', path, { roles: ['auditor'], reason: 'audits now' })).status).toBe(204)
    await expect.poll(listed, patience).toBe(3 * hour)
    expect((await admin.send('PUT', path, { roles: ['member'], reason: 'audits no more' })).status).toBe(204)
  },
)

describe('rules whose process died before it could carry them out', () => {
  it('hold at once, and are carried out by whoever runs', { timeout: 180_000 }, async () => {
    const old = await beginAll([5, 6])
    const policy = lasting(4 * hour)
    // The roles of a moment ago have ended whatever else was as old.
    const ends = { sessions: 2, users: 1 }
    await expect.poll(() => preview(policy), patience).toMatchObject({ ends })
    const ruledOutBefore = (await endedByRules()).length
    // As the route does, up to where it dies.
    const tenantId = one.tenantId('acme')
    const origin = {
      actor: { kind: 'admin', id: one.userId('acme', 'admin') },
      correlationId: 'died',
      context: null,
    } as const
    const order = { tenantId, policy, expectedVersion: await version(), reason: null, ticket: null }
    const { tenant } = await one.rollcall.tenants.policies.change(order, origin)
    expect(await refreshes(old.slice(0, 1), other)).toEqual([over])
    await other.stop()
    other = await besideRollcall(one)
    const startedFor = async () =>
      (await eventsOf('OperationStarted')).filter(({ data }) => data.policyVersion === tenant.policyVersion)
    await expect.poll(startedFor, { timeout: 120_000 }).toHaveLength(1)
    const [started] = await startedFor()
    expect(started).toMatchObject({ actor: origin.actor, data: { kind: 'policy' } })
    await expect.poll(() => isFinished(started!.data.operationId), patience).toBe(true)
    expect((await endedByRules()).length - ruledOutBefore).toBe(ends.sessions)
    expect(await refreshes(old, other)).toEqual(all(old, over))
  })
})
