import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'
import { CodedError } from '#services/ports/errors.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { acme, login, memoryInstallation, type Installation } from '../../support/sessionStack.ts'
import { operationStack, staff, type Hooks, type OperationStack } from '../../support/operationStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: OperationStack
let tenant: Awaited<ReturnType<typeof acme>>
let admin: Awaited<ReturnType<typeof staff>>
const others: OperationStack[] = []

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await operationStack(installation, ambient)
  tenant = await acme(stack)
  admin = await staff(stack, tenant.tenantId, 'admin')
})
afterEach(async () => {
  await Promise.all([stack, ...others.splice(0)].map((one) => one.stop()))
})

const restart = async (hooks: Hooks = {}) => {
  await stack.stop()
  stack = await operationStack(installation, ambient, hooks)
}
const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await installation.store.readAll({ after: 0, limit: 10_000 })).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )
const eventCount = async () => (await installation.store.readAll({ after: 0, limit: 10_000 })).length
const signIn = async () => String((await login(stack)).body['session'].id)
const signInTimes = async (count: number) => {
  const sessionIds: string[] = []
  while (sessionIds.length < count) sessionIds.push(await signIn())
  return sessionIds
}
/** Begins sessions without comparing a password for each. */
const beginTimes = async (count: number) => {
  const { tenantId, userId } = tenant
  const policy = { accessSeconds: 60, idleSeconds: 600, absoluteSeconds: 600, graceSeconds: 10, neutralMessage: '.' }
  const signedIn = {
    person: { userId, email: 'ann@acme.test', name: 'Ann' },
    client: { clientId: 'phone', transport: 'bearer' as const },
    policy,
    proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }],
    remembered: false,
  }
  for (let begun = 0; begun < count; begun += 1)
    await stack.service.writer.commands.start(signedIn, { tenantId, ...tenant.origin })
}
const reason = 'seen in two cities'
const asAdmin = (request: string, body?: unknown, headers: Record<string, string> = {}) =>
  stack.call(request, { token: admin.token, body, headers })
const revoke = (sessionId: string, body: unknown = { reason }) => asAdmin(`POST /v1/sessions/${sessionId}/revoke`, body)
const start = (body: Record<string, unknown>) => asAdmin('POST /v1/operations', { reason, ...body })
const finished = async () => {
  await expect.poll(() => eventsOf('OperationFinished'), { timeout: 10_000 }).toHaveLength(1)
}

describe('disabling a person', () => {
  it('withdraws the invites they made, and passes over one that was accepted a moment ago', async () => {
    const invited: string[] = []
    await restart({ openInvites: async () => invited })
    const { tenantId } = tenant
    const { commands } = stack.people
    const byAnn = { ...tenant.origin, actor: { kind: 'admin', id: tenant.userId } } as const
    const invite = (email: string) => commands.inviteUser({ tenantId, email, roles: ['member'] }, byAnn)
    await commands.changeRoles(
      { tenantId, userId: tenant.userId, roles: ['admin'], reason: null, message: null, ticket: null },
      tenant.origin,
    )
    const [accepted, open] = [await invite('bob@acme.test'), await invite('cyd@acme.test')]
    await commands.acceptInvite(
      { token: accepted.token, name: 'Bob', password: 'a pass phrase of my own' },
      tenant.origin,
    )
    invited.push(accepted.userId, open.userId)
    const answer = await asAdmin(`POST /v1/users/${tenant.userId}/disable`, { reason })
    expect(answer).toMatchObject({ status: 200, body: { invites: 1 } })
    const [withdrawn, ...none] = await eventsOf('InviteWithdrawn')
    expect([withdrawn?.data.userId, none]).toEqual([open.userId, []])
  })
})

describe('ending one session', () => {
  it('is an operation of one, answered with the session, its operation and the effect so far', async () => {
    const sessionId = await signIn()
    const { status, body, headers } = await revoke(sessionId, { reason, message: 'Call us', ticket: 'SEC-1' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      session: { id: sessionId, status: 'revoked', cause: 'admin', reason, message: 'Call us' },
      effect: { sockets: { open: 0, closedAfterMs: null }, guards: [] },
      position: headers.get('rollcall-position'),
    })
    await finished()
    const [revoked] = await eventsOf('SessionRevoked')
    expect(revoked?.data).toMatchObject({ reason, ticket: 'SEC-1', operationId: body['operation'].id })
    expect((await eventsOf('OperationSessionEnded'))[0]?.data).toMatchObject({ sessionId, outcome: 'ended' })
    const { body: read } = await asAdmin(`GET /v1/operations/${body['operation'].id}`)
    expect(read).toMatchObject({ operation: { kind: 'session', state: 'finished', ended: 1, alreadyEnded: 0 } })
  })

  it('answers the same when repeated, and adds no event', async () => {
    const sessionId = await signIn()
    const first = await revoke(sessionId)
    stack.reports.publish({ process: 'one', applied: 1_000, sockets: [] })
    await expect.poll(() => eventsOf('EffectMeasured')).toHaveLength(1)
    const before = await eventCount()
    const second = await revoke(sessionId, { reason: 'another' })
    expect(second.status).toBe(200)
    expect(second.body).toEqual({ ...first.body, effect: expect.objectContaining({ guards: [] }) })
    expect(await eventCount()).toBe(before)
  })

  it('of a session that signed out by itself changes nothing', async () => {
    const { body } = await login(stack)
    await stack.call('POST /v1/auth/logout', { body: {}, token: String(body['accessToken']) })
    const before = await eventCount()
    const answer = await revoke(String(body['session'].id))
    expect([answer.status, answer.body['operation'], answer.body['session'].status]).toEqual([200, null, 'loggedOut'])
    expect(await eventCount()).toBe(before)
  })

  it('keeps no empty message', async () => {
    await revoke(await signIn(), { reason, message: '  ', ticket: '' })
    expect((await eventsOf('SessionRevoked'))[0]?.data).toMatchObject({ message: null, ticket: null })
  })

  it('is refused for what is nobody’s, for want of a reason, and to those who may not', async () => {
    const sessionId = await signIn()
    const auditor = await staff(stack, tenant.tenantId, 'auditor')
    const path = `POST /v1/sessions/${sessionId}/revoke`
    expect((await revoke(ambient.random.id())).status).toBe(404)
    expect((await revoke('not-an-id')).status).toBe(404)
    for (const body of [{}, { reason: '' }, { reason: ' ' }, { reason, more: 1 }, { reason: 'a\u0000b' }])
      expect((await revoke(sessionId, body)).status).toBe(400)
    expect((await stack.call(path, { token: auditor.token, body: { reason } })).status).toBe(403)
    expect((await stack.call(path, { body: { reason } })).status).toBe(401)
    expect(await eventsOf('SessionRevoked')).toEqual([])
  })
})

describe('suspending a tenant', () => {
  const why = { reason, message: 'Call us', ticket: null }
  const suspend = () => stack.suspendTenant(tenant.tenantId, why, tenant.origin)

  it('ends every session by one event, as an operation that says what became of each', async () => {
    const sessionIds = [...(await signInTimes(3)), admin.sessionId]
    const { operationId, sessions } = await suspend()
    expect(sessions).toBe(4)
    await finished()
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(4)
    const revoked = (await eventsOf('SessionRevoked')).map(({ data }) => data)
    expect(revoked.map(({ sessionId }) => sessionId).toSorted()).toEqual(sessionIds.toSorted())
    expect(revoked.map(({ cause }) => cause)).toEqual(Array.from({ length: 4 }, () => 'suspended'))
    expect(new Set(revoked.map((data) => data.operationId))).toEqual(new Set([operationId]))
    expect((await eventsOf('OperationSessionEnded')).map(({ data }) => data.outcome)).toEqual(
      Array.from({ length: 4 }, () => 'ended'),
    )
  })

  it('refuses tokens at once, with the message and never the reason', async () => {
    await suspend()
    const { status, body } = await asAdmin('GET /v1/auth/session')
    expect([status, body]).toMatchObject([401, { code: 'session-ended', cause: 'suspended', message: 'Call us' }])
    expect(JSON.stringify(body)).not.toContain(reason)
  })

  it('is done once, and counts more sessions than an operation lists', async () => {
    await beginTimes(205)
    const first = await suspend()
    const again = await suspend()
    expect([first.sessions, again.sessions, again.operationId]).toEqual([206, 206, first.operationId])
    expect(await eventsOf('TenantSuspended')).toHaveLength(1)
    expect(await eventsOf('OperationStarted')).toHaveLength(1)
  })

  it('is completed by whoever repeats it, when its process died before the operation', async () => {
    await signIn()
    await stack.people.commands.suspendTenant(
      { tenantId: tenant.tenantId, operationId: tenant.userId, ...why },
      tenant.origin,
    )
    expect(await eventsOf('OperationStarted')).toHaveLength(0)
    expect((await suspend()).operationId).toBe(tenant.userId)
    expect(await eventsOf('OperationStarted')).toHaveLength(1)
  })

  it('is refused for a tenant that does not exist', async () => {
    await expect(stack.suspendTenant(ambient.random.id(), why, tenant.origin)).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('ending all sessions of a person', () => {
  it('takes one event, spares the excepted, and every session comes to say so', async () => {
    const [kept, ...ended] = await signInTimes(4)
    const { status, body } = await asAdmin(`POST /v1/users/${tenant.userId}/revoke-sessions`, {
      reason,
      except: [kept],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ ended: 3, operation: { kind: 'user', userId: tenant.userId, sessions: 3 } })
    await finished()
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(3)
    const revoked = (await eventsOf('SessionRevoked')).map(({ data }) => data)
    expect(revoked.map(({ sessionId }) => sessionId).toSorted()).toEqual(ended.toSorted())
    expect(new Set(revoked.map(({ operationId }) => operationId))).toEqual(new Set([body['operation'].id]))
    const outcomes = (await eventsOf('OperationSessionEnded')).map(({ data }) => data.outcome)
    expect(outcomes).toEqual(['ended', 'ended', 'ended'])
    expect(await eventsOf('SessionsInvalidated')).toHaveLength(1)
  })

  it('leaves the session of whoever does it to themselves', async () => {
    const { body } = await asAdmin(`POST /v1/users/${admin.userId}/revoke-sessions`, { reason })
    expect(body['operation'].spared).toEqual([{ sessionId: admin.sessionId, why: 'your-own' }])
    await finished()
    expect((await asAdmin('GET /v1/auth/session')).status).toBe(200)
  })

  it('is refused for nobody', async () => {
    expect((await asAdmin(`POST /v1/users/${ambient.random.id()}/revoke-sessions`, { reason })).status).toBe(404)
  })

  it('is made good by whoever carries on, when its process died before the event', async () => {
    await signInTimes(2)
    const died = new Error('killed')
    await restart({ beforeInvalidate: () => Promise.reject(died) })
    await asAdmin(`POST /v1/users/${tenant.userId}/revoke-sessions`, { reason, except: [admin.sessionId] })
    expect(await eventsOf('SessionsInvalidated')).toEqual([])
    ambient.pass(5_000)
    await restart()
    await finished()
    expect((await eventsOf('SessionsInvalidated')).map(({ data }) => data.except)).toEqual([[admin.sessionId]])
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(2)
  })
})

describe('an operation whose process died between its end and its effect', () => {
  it('is measured by another, once', async () => {
    const { tenantId } = tenant
    const log = operationLog(installation.store, ambient)
    const operationId = ambient.random.id()
    const sessionId = await signIn()
    const chosen = { kind: 'sessions' as const, filter: null, userId: null, sessionIds: [sessionId], spared: [] }
    const data = { operationId, ...chosen, reason, message: null, ticket: null }
    const { state } = await log.start(data, { tenantId, ...tenant.origin }, ambient.random.id())
    await log.record(state, [{ sessionId, outcome: 'already-ended' }])
    const endedAt = ambient.clock.now()
    ambient.pass(5_000)
    const other = await operationStack(installation, ambient)
    others.push(other)
    for (const one of [stack, other]) one.reports.publish({ process: 'sockets', applied: 1_000, sockets: [] })
    await expect.poll(() => eventsOf('EffectMeasured'), { timeout: 10_000 }).toHaveLength(1)
    const [measured] = await eventsOf('EffectMeasured')
    expect(Date.parse(measured!.data.refreshRefusedAt)).toBeLessThanOrEqual(endedAt)
  })
})

/** Every request with a key is given the same ids again, as a kept claim gives them after a crash. */
const restartRepeating = () => {
  const kept = [1, 2, 3].map(() => ambient.random.id())
  let asked = 0
  return restart({
    edge: {
      runIdempotent(_request, handle) {
        asked += 1
        const ids = [...kept]
        const eventIds = () => ids.shift()!
        return handle({ eventIds, repeated: asked > 1 })
      },
    },
  })
}

const twice = async (request: string, body: unknown) => {
  const first = await asAdmin(request, body, { 'idempotency-key': 'k' })
  await finished()
  return [first, await asAdmin(request, body, { 'idempotency-key': 'k' })] as const
}

describe('a request repeated under its Idempotency-Key after its process died', () => {
  it('finds its operation and starts no other', async () => {
    const sessionIds = await signInTimes(2)
    await restartRepeating()
    const [first, second] = await twice('POST /v1/operations', { reason, sessionIds, confirm: 2 })
    expect([second.status, second.body['operation'].id]).toEqual([202, first.body['operation'].id])
    expect(second.body['operation'].state).toBe('finished')
    expect(await eventsOf('OperationStarted')).toHaveLength(1)
  })

  it('ends a person’s sessions once', async () => {
    await signInTimes(2)
    await restartRepeating()
    const [first, second] = await twice(`POST /v1/users/${tenant.userId}/revoke-sessions`, { reason })
    expect(second.body).toMatchObject({ ended: 2, operation: { id: first.body['operation'].id } })
    expect(await eventsOf('SessionsInvalidated')).toHaveLength(1)
  })

  it('answers how many sessions it has ended, where those are more than an operation lists', async () => {
    await restartRepeating()
    await beginTimes(203)
    const [first, second] = await twice(`POST /v1/users/${tenant.userId}/revoke-sessions`, { reason })
    expect([first.body['ended'], second.body['ended']]).toEqual([203, 203])
  })

  it('answers the session it has ended', async () => {
    const sessionId = await signIn()
    await restartRepeating()
    const [first, second] = await twice(`POST /v1/sessions/${sessionId}/revoke`, { reason })
    expect([second.status, second.body['operation']]).toEqual([200, first.body['operation']])
    expect(await eventsOf('SessionRevoked')).toHaveLength(1)
  })
})

describe('an operation', () => {
  it('previews what it would end, then ends exactly that', async () => {
    const sessionIds = await signInTimes(3)
    const { body: preview } = await asAdmin('POST /v1/operations/preview', { filter: '' })
    expect(preview).toMatchObject({ sessions: 3, users: 1, spared: [{ sessionId: admin.sessionId, why: 'your-own' }] })
    const { status, body } = await start({ filter: '', confirm: 3 })
    expect([status, body['operation'].state, body['operation'].by.name]).toEqual([202, 'running', 'admin'])
    await finished()
    expect((await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId).toSorted()).toEqual(
      sessionIds.toSorted(),
    )
    expect((await eventsOf('OperationFinished'))[0]?.data).toMatchObject({ ended: 3, alreadyEnded: 0 })
    const { body: results } = await asAdmin(`GET /v1/operations/${body['operation'].id}/results`)
    expect(results['items'].map(({ outcome }: { outcome: string }) => outcome)).toEqual(['ended', 'ended', 'ended'])
    expect((await asAdmin('GET /v1/operations')).body['items']).toHaveLength(1)
  })

  it('is previewed and started however many reads the person has made', async () => {
    await restart({
      edge: {
        consumeLimit: (limit) => {
          if (limit === 'read') throw new CodedError('rate-limited')
          return null
        },
      },
    })
    await signInTimes(1)
    expect((await asAdmin('GET /v1/operations')).status).toBe(429)
    expect((await asAdmin('POST /v1/operations/preview', { filter: '' })).status).toBe(200)
    expect((await start({ filter: '', confirm: 1 })).status).toBe(202)
  })

  it('ends the session of whoever asks when it was named', async () => {
    await start({ sessionIds: [admin.sessionId], confirm: 1 })
    await finished()
    expect((await asAdmin('GET /v1/auth/session')).status).toBe(401)
  })

  it('is not started by a wrong number, and says which kind of wrong', async () => {
    await signInTimes(3)
    const codes: unknown[] = []
    for (const confirm of [2, 4]) codes.push((await start({ filter: '', confirm })).body['code'])
    expect(codes).toEqual(['preview-stale', 'confirm-mismatch'])
    expect((await start({ sessionIds: [ambient.random.id()], confirm: 1 })).body['code']).toBe('confirm-mismatch')
    expect(await eventsOf('OperationStarted')).toEqual([])
  })

  it('takes either a filter or sessions, a reason and a number', async () => {
    const sessionId = await signIn()
    const bodies: Record<string, unknown>[] = [
      { confirm: 1 },
      { filter: '', sessionIds: [sessionId], confirm: 1 },
      { sessionIds: [], confirm: 1 },
      { sessionIds: ['x'], confirm: 1 },
      { sessionIds: [sessionId] },
      { sessionIds: [sessionId], confirm: 0 },
      { sessionIds: [sessionId], confirm: 1.5 },
      { sessionIds: [sessionId], confirm: 1, reason: '' },
      { sessionIds: [sessionId], confirm: 1, more: true },
    ]
    for (const body of bodies) expect([body, (await start(body)).status]).toEqual([body, 400])
    const many = Array.from({ length: 201 }, () => ambient.random.id())
    expect((await start({ sessionIds: many, confirm: 201 })).body['code']).toBe('too-many-sessions')
    expect((await asAdmin(`GET /v1/operations/${ambient.random.id()}`)).status).toBe(404)
  })

  it('finishes after its process died in the middle, each session ended once and counted as ended', async () => {
    const sessionIds = await signInTimes(30)
    let left = 25
    const hung = new Promise<never>(() => undefined)
    // Dies like a killed process: what it had under way never comes back.
    const dying = await operationStack(installation, ambient, {
      beforeRevoke: async () => ((left -= 1) < 0 ? hung : undefined),
    })
    await dying.call('POST /v1/operations', { token: admin.token, body: { reason, sessionIds, confirm: 30 } })
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(25)
    expect(await eventsOf('OperationFinished')).toEqual([])
    ambient.pass(5_000)
    others.push(await operationStack(installation, ambient))
    await finished()
    const revoked = (await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)
    expect(revoked.toSorted()).toEqual(sessionIds.toSorted())
    const results = (await eventsOf('OperationSessionEnded')).map(({ data }) => data)
    expect(results).toHaveLength(30)
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['ended']))
    expect((await eventsOf('OperationFinished'))[0]?.data).toMatchObject({ ended: 30, alreadyEnded: 0 })
  })

  it('ends all others when one cannot be ended, and stays running until that one is', async () => {
    const sessionIds = await signInTimes(31)
    const [lost, ...good] = sessionIds
    const hooks = { keyIsLost: true }
    await restart({
      beforeRevoke: async ({ sessionId }) => {
        if (hooks.keyIsLost && sessionId === lost) throw new KeyMissing(tenant.tenantId, tenant.userId)
      },
    })
    await start({ sessionIds, confirm: 31 })
    await expect.poll(() => eventsOf('OperationSessionEnded')).toHaveLength(30)
    expect((await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId).toSorted()).toEqual(good.toSorted())
    expect(await eventsOf('OperationFinished')).toEqual([])
    hooks.keyIsLost = false
    ambient.pass(5_000)
    await finished()
    expect((await eventsOf('OperationFinished'))[0]?.data).toMatchObject({ ended: 31, alreadyEnded: 0 })
  })

  it('run by two processes at once has one result for each session and one end', async () => {
    const sessionIds = await signInTimes(30)
    const held = Promise.withResolvers<void>()
    await restart({ beforeRevoke: () => held.promise })
    await start({ sessionIds, confirm: 30 })
    ambient.pass(5_000)
    others.push(await operationStack(installation, ambient, { beforeRevoke: () => held.promise }))
    held.resolve()
    await finished()
    await Promise.all([stack.stop(), ...others.splice(0).map((one) => one.stop())])
    expect(await eventsOf('OperationSessionEnded')).toHaveLength(30)
    expect(await eventsOf('OperationFinished')).toHaveLength(1)
    stack = await operationStack(installation, ambient)
  })

  it('says of a session that ended by itself meanwhile that it had', async () => {
    const [first, second] = await signInTimes(2)
    const held = Promise.withResolvers<void>()
    await restart({ beforeRevoke: () => held.promise })
    await start({ sessionIds: [first, second], confirm: 2 })
    const origin = { tenantId: tenant.tenantId, ...tenant.origin }
    const because = { cause: 'anomaly', reason: null, message: null, ticket: null, operationId: null } as const
    await stack.service.revokeSession({ sessionId: first!, ...because }, origin)
    held.resolve()
    await finished()
    const outcomes = new Map(
      (await eventsOf('OperationSessionEnded')).map(({ data }) => [data.sessionId, data.outcome]),
    )
    expect(outcomes).toEqual(
      new Map([
        [first, 'already-ended'],
        [second, 'ended'],
      ]),
    )
    expect((await eventsOf('OperationFinished'))[0]?.data).toMatchObject({ ended: 1, alreadyEnded: 1 })
  })

  it('keeps its effect as one event, measured from what processes report', async () => {
    const [sessionId] = await signInTimes(1)
    stack.reports.publish({ process: 'one', applied: 0, sockets: [] })
    const { body } = await start({ sessionIds: [sessionId], confirm: 1 })
    const operationId = String(body['operation'].id)
    await finished()
    ambient.pass(12)
    const closed = { operationId, sessionId: sessionId!, open: 2, closed: 1 }
    stack.reports.publish({ process: 'one', applied: 1_000, sockets: [closed] })
    const { body: meanwhile } = await asAdmin(`GET /v1/operations/${operationId}`)
    expect(meanwhile['operation'].effect.sockets).toMatchObject({ open: 2, waiting: 1, closedAfterMs: null })
    ambient.pass(8)
    stack.reports.publish({ process: 'one', applied: 1_000, sockets: [{ ...closed, closed: 2 }] })
    await expect.poll(() => eventsOf('EffectMeasured')).toHaveLength(1)
    expect((await eventsOf('EffectMeasured'))[0]?.data).toMatchObject({ sockets: 2, half: 12, slowest: 20, waiting: 0 })
    const { body: read } = await asAdmin(`GET /v1/operations/${operationId}`)
    expect(read['operation'].effect.sockets).toMatchObject({ open: 2, closedAfterMs: 20, waiting: 0 })
  })
})
