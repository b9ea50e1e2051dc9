import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OperationEffect, OperationRow } from '#events/live/rows.ts'
import type { GuardRow, NotBeforeSignal } from '#events/wire/guards.ts'
import { guardClient, type GuardClient, type GuardSignal, hasBeat } from '../../support/guardClient.ts'
import { httpClient } from '../../support/httpClient.ts'
import { password, emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient
let key: string
const guards: GuardClient[] = []

beforeAll(async () => {
  rollcall = await testRollcall()
  admin = await rollcall.signIn('acme', 'admin')
  key = await rollcall.apiKey('acme', ['guard'])
})
afterEach(() => {
  for (const guard of guards.splice(0)) guard.cut()
})
afterAll(() => rollcall.stop())

const guardOf = (more: { key?: string; name?: string; version?: string } = {}): GuardClient => {
  const guard = guardClient({ url: rollcall.url, key, ...more })
  guards.push(guard)
  return guard
}
const following = async (more: Parameters<typeof guardOf>[0] = {}): Promise<GuardClient> => {
  const guard = guardOf(more)
  expect(await guard.connect()).toBe(200)
  await guard.until(hasBeat)
  return guard
}
const isBeat = ({ event }: GuardSignal): boolean => event === 'beat'
const reason = { reason: 'a test' }
const end = async ({ sessionId }: Pick<SignedInClient, 'sessionId'>) =>
  admin.post(`/v1/sessions/${sessionId}/revoke`, reason)
const newKey = async (): Promise<{ id: string; key: string }> => {
  const { body } = await admin.post('/v1/api-keys', {
    name: 'of a guard',
    scopes: ['guard'],
    applicationId: 'web',
    expiresAt: null,
  })
  const { apiKey, key } = body as { apiKey: { id: string }; key: string }
  return { id: apiKey.id, key }
}

/** The person's generation at the time of the token. */
const generationOf = (accessToken: string): number => {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { gen: string }
  return Number(claims.gen.split('.')[1])
}

describe('a guard', () => {
  it('is first told the whole current set, and then of each ending', async () => {
    const [before, later] = [await rollcall.signIn('acme', 'member'), await rollcall.signIn('acme', 'member')]
    await end(before)
    const guard = await following()
    expect(guard.signals[0]).toEqual({
      event: 'reset',
      id: undefined,
      data: { tenantId: rollcall.tenantId('acme') },
    })
    expect(guard.ended.has(before.sessionId)).toBe(true)
    expect(guard.ended.has(later.sessionId)).toBe(false)
    await end(later)
    await guard.until(({ ended }) => ended.has(later.sessionId))
    const told = guard.signals.findLast(({ event }) => event === 'ended')!
    expect(told.data).toEqual({ sessionId: later.sessionId, exp: expect.any(Number), position: told.id })
    expect(Number(told.data['exp'])).toBeGreaterThan(Date.now() / 1000 + 1_800)
  })

  it('is told of no reason, message or ticket', async () => {
    const guard = await following()
    const session = await rollcall.signIn('acme', 'member')
    await admin.post(`/v1/sessions/${session.sessionId}/revoke`, {
      reason: 'secret-1',
      message: 'secret-2',
      ticket: 'S-3',
    })
    await guard.until(({ ended }) => ended.has(session.sessionId))
    expect(JSON.stringify(guard.signals)).not.toMatch(/secret|S-3/)
  })

  it('goes on from its position, by Last-Event-ID or by since, and is told nothing twice', async () => {
    const guard = await following()
    const position = guard.position()!
    guard.cut()
    await guard.over()
    const session = await rollcall.signIn('acme', 'member')
    await end(session)
    for (const from of [{ lastEventId: position }, { since: position }]) {
      const again = guardOf()
      expect(await again.connect(from)).toBe(200)
      await again.until(({ ended }) => ended.has(session.sessionId))
      // A beat after it: whatever would have come twice has come.
      const beats = again.signals.filter(isBeat).length
      await again.until(({ signals }) => signals.filter(isBeat).length > beats)
      expect(again.signals.filter(({ event }) => event === 'reset')).toEqual([])
      expect(again.signals.filter(({ event }) => event === 'ended').map(({ data }) => data['sessionId'])).toEqual([
        session.sessionId,
      ])
    }
  })

  it('learns that older tokens of a person are not good, and by which number to tell newer ones', async () => {
    const guard = await following()
    const member = await rollcall.signIn('acme', 'auditor')
    const userId = rollcall.userId('acme', 'auditor')
    const before = generationOf(member.accessToken)
    await admin.post(`/v1/users/${userId}/revoke-sessions`, reason)
    const isMeant = ({ id, gen }: NotBeforeSignal) => id === userId && gen > before
    await guard.until(({ notBefore }) => notBefore.some(isMeant))
    const told = guard.notBefore.find(isMeant)!
    expect(told).toMatchObject({ scope: 'user', client: null, except: [], ends: true })
    expect(told.gen).toBe(before + 1)
    const newer = await rollcall.signIn('acme', 'auditor')
    expect(generationOf(newer.accessToken)).toBe(told.gen)
    const late = await following()
    expect(late.notBefore.find(({ id, gen }) => id === userId && gen === told.gen)).toEqual(told)
  })

  it('gets a position that no other tenant’s guard can use', async () => {
    const guard = await following()
    const other = guardOf({ key: await rollcall.apiKey('globex', ['guard']) })
    expect(await other.connect({ since: guard.position()! })).toBe(400)
    expect(other.problem()).toMatchObject({ code: 'invalid-position' })
    expect(await other.connect({ lastEventId: 'nonsense' })).toBe(400)
  })

  it('hears nothing of another tenant', async () => {
    const other = await following({ key: await rollcall.apiKey('globex', ['guard']) })
    const guard = await following()
    const session = await rollcall.signIn('acme', 'member')
    await end(session)
    await guard.until(({ ended }) => ended.has(session.sessionId))
    const heard = other.signals.length
    await other.until(({ signals }) => signals.length > heard)
    expect(other.signals.filter(({ event }) => event === 'ended')).toEqual([])
    const acme = ['member', 'analyst', 'admin', 'auditor'] as const
    for (const role of acme) expect(JSON.stringify(other.signals)).not.toContain(rollcall.userId('acme', role))
  })

  it('needs a key for guards', async () => {
    const reader = guardOf({ key: await rollcall.apiKey('acme', ['read']) })
    expect(await reader.connect()).toBe(403)
    expect(await guardOf({ key: 'rck_nothing' }).connect()).toBe(401)
    expect((await admin.get('/v1/revocations')).status).toBe(403)
  })

  it('is left alone the moment its key is revoked', async () => {
    const { id, key: own } = await newKey()
    const [guard, neighbour] = [await following({ key: own }), await following()]
    await admin.delete(`/v1/api-keys/${id}`)
    await guard.over()
    expect(await guard.reconnect()).toBe(401)
    const heard = neighbour.signals.length
    await neighbour.until(({ signals }) => signals.length > heard)
  })

  it('hears of nothing that ends after its key was revoked', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, key: own } = await newKey()
      const guard = await following({ key: own })
      const session = await rollcall.signIn('acme', 'member')
      await admin.delete(`/v1/api-keys/${id}`)
      await end(session)
      await guard.over()
      expect(guard.ended.has(session.sessionId)).toBe(false)
    }
  })
})

describe('what guards confirm', () => {
  const effectOf = async (operationId: string): Promise<OperationEffect> => {
    for (;;) {
      const { status, body } = await admin.get(`/v1/operations/${operationId}`)
      const effect = status === 200 ? (body as { operation: OperationRow }).operation.effect : null
      if (effect !== null) return effect
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  it('shows in the effect of a forced logout: when each had applied it, and who is waiting', async () => {
    const quick = guardOf({ name: 'orders-1', version: '2.1.0' })
    const silent = await following({ name: 'orders-2' })
    await quick.connect()
    await quick.until(hasBeat)
    expect(await quick.confirm()).toBe(204)
    const session = await rollcall.signIn('acme', 'member')
    const { body } = await end(session)
    await quick.until(({ ended }) => ended.has(session.sessionId))
    expect(await quick.confirm()).toBe(204)
    for (;;) {
      const { guards: effect } = await effectOf((body as { operation: { id: string } }).operation.id)
      const confirmed = effect.find(({ name }) => name === 'orders-1')
      if (confirmed?.confirmedAfterMs === null) continue
      expect(confirmed).toEqual({ name: 'orders-1', confirmedAfterMs: expect.any(Number) })
      expect(effect).toContainEqual({ name: 'orders-2', confirmedAfterMs: null })
      break
    }
    silent.cut()
  })

  it('shows on the list of connections', async () => {
    const guard = await following({ name: 'billing-1', version: '3.0' })
    await guard.confirm()
    const session = await rollcall.signIn('acme', 'member')
    await end(session)
    await guard.until(({ ended }) => ended.has(session.sessionId))
    const rowsOf = async (client: SignedInClient): Promise<GuardRow[]> =>
      ((await client.get('/v1/connections')).body as { guards: GuardRow[] }).guards
    const rowOf = async () => (await rowsOf(admin)).find(({ name }) => name === 'billing-1')
    const until = async (holds: (row: GuardRow) => boolean) => {
      for (;;) {
        const row = await rowOf()
        if (row !== undefined && holds(row)) return row
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    expect(await until(({ behind }) => Number(behind) > 0)).toMatchObject({
      name: 'billing-1',
      version: '3.0',
      streams: 1,
      applicationId: 'web',
      key: { name: 'tests' },
      behindSince: expect.any(String),
    })
    await guard.confirm()
    expect(await until(({ behind }) => behind === 0)).toMatchObject({ behindSince: null })
    guard.cut()
    await until(({ streams }) => streams === 0)
    const theirs = await rowsOf(await rollcall.signIn('globex', 'admin'))
    expect(theirs.map(({ name }) => name)).not.toContain('billing-1')
  })

  it('is refused for a position of another tenant', async () => {
    const guard = await following()
    const other = guardOf({ key: await rollcall.apiKey('globex', ['guard']) })
    expect(await other.confirm(guard.position())).toBe(400)
  })
})

describe('a person', () => {
  it('is known to guards by ids alone', async () => {
    const guard = await following()
    const answer = await httpClient(rollcall.url).post('/v1/auth/login', {
      tenant: 'acme',
      email: emailOf('member', 'acme'),
      password,
      client: 'web',
    })
    const { session } = answer.body as { session: { id: string } }
    await end({ sessionId: session.id })
    await guard.until(({ ended }) => ended.has(session.id))
    expect(JSON.stringify(guard.signals)).not.toContain('@acme.test')
  })
})
