import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { userStream } from '#events/streams.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { newEvent } from '../../support/newEvent.ts'
import { acme, login, memoryInstallation, type Installation } from '../../support/sessionStack.ts'
import { type Hooks, operationStack, staff, type OperationStack } from '../../support/operationStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: OperationStack
let tenantId: string
let admin: Awaited<ReturnType<typeof staff>>
const minuteMs = 60_000

const signIn = async (seconds = 0) => {
  ambient.pass(seconds * 1000)
  const { body } = await login(stack)
  return { id: body.session.id, refreshToken: body.refreshToken, accessToken: body.accessToken }
}
type Session = Awaited<ReturnType<typeof signIn>>
let unused: Session
let used: Session

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await operationStack(installation, ambient)
  tenantId = (await acme(stack)).tenantId
  unused = await signIn()
  used = await signIn(600)
  admin = await staff(stack, tenantId, 'admin')
})
afterEach(() => stack.stop())

const restart = async (hooks: Hooks = {}) => {
  await stack.stop()
  stack = await operationStack(installation, ambient, hooks)
}
const dying = () => Promise.reject(new Error('the process dies here'))
const all = () => installation.store.readAll({ after: 0, limit: 10_000 })
const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await all()).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )
const asAdmin = (request: string, body?: unknown, headers: Record<string, string> = {}) =>
  stack.call(request, { token: admin.token, body, headers })
const rules = (some: Partial<Policy>): Policy => ({ ...defaultPolicy, ...some })
const lasting = (idleSeconds: number, absoluteSeconds: number | null = null): Partial<Policy> => ({
  lifetimes: {
    ...defaultPolicy.lifetimes,
    idleSeconds,
    absoluteSeconds,
    remembered: { idleSeconds, absoluteSeconds },
  },
})
const preview = (some: Partial<Policy>) => asAdmin('POST /v1/policy/preview', { policy: rules(some) })
const change = (some: Partial<Policy>, { version = 1, confirm = 100, ...more }: Record<string, unknown> = {}) =>
  asAdmin('PUT /v1/policy', { policy: rules(some), confirm, ...more }, { 'if-match': `"${String(version)}"` })
const finished = async () => {
  await expect.poll(() => eventsOf('OperationFinished'), { timeout: 20_000 }).toHaveLength(1)
}
const refresh = ({ refreshToken }: Session) => stack.call('POST /v1/auth/refresh', { body: { refreshToken } })

describe('reading the rules', () => {
  it('answers all of them with their version as ETag', async () => {
    const { status, body, headers } = await asAdmin('GET /v1/policy')
    expect([status, headers.get('etag')]).toEqual([200, '"1"'])
    expect(body).toMatchObject({ version: 1, newest: 1, policy: defaultPolicy })
    expect(body['sectionVersions']).toMatchObject({ lifetimes: 1, texts: 1, limits: 0 })
  })

  it('answers them as of any version, and 404 for one there never was', async () => {
    await change({ place: { detail: 'off' } })
    await change({ place: { detail: 'country' } }, { version: 2 })
    const detailAt = async (version: number) =>
      ((await asAdmin(`GET /v1/policy?version=${version}`)).body['policy'] as Policy).place.detail
    expect([await detailAt(0), await detailAt(1), await detailAt(2), await detailAt(3)]).toEqual([
      'city',
      'city',
      'off',
      'country',
    ])
    expect((await asAdmin('GET /v1/policy?version=4')).status).toBe(404)
  })

  it('lists changes with who, why, what from and what to, newest first, page by page', async () => {
    await change({ place: { detail: 'off' } }, { reason: 'privacy', ticket: 'T-7' })
    await change({ place: { detail: 'off' }, binding: { to: 'country', whenBroken: 'note' } }, { version: 2 })
    const { body } = await asAdmin('GET /v1/policy/history?limit=2')
    expect(body).toMatchObject({
      total: 3,
      items: [
        { version: 3, reason: null, changes: [{ section: 'binding', to: { binding: { to: 'country' } } }] },
        {
          version: 2,
          by: { kind: 'admin', id: admin.userId, name: 'admin' },
          reason: 'privacy',
          ticket: 'T-7',
          changes: [{ section: 'place', from: { place: { detail: 'city' } }, to: { place: { detail: 'off' } } }],
          operationId: null,
          ended: 0,
        },
      ],
    })
    const rest = await asAdmin(`GET /v1/policy/history?cursor=${String(body['nextCursor'])}`)
    expect(rest.body).toMatchObject({ items: [{ version: 1 }], nextCursor: null })
    expect((await asAdmin('GET /v1/policy/history?cursor=x')).body.code).toBe('invalid-cursor')
  })

  it('offers presets whose sections are whole', async () => {
    const { body } = await asAdmin('GET /v1/policy/presets')
    const presets = body.items as unknown as { name: string; sections: Partial<Policy> }[]
    expect(presets.map(({ name }) => name)).toEqual(['AAL1', 'AAL2', 'AAL3'])
    for (const { sections } of presets) expect((await preview(sections)).status).toBe(200)
  })
})

describe('a preview of rules', () => {
  it('counts what ends and what is shortened, and changes nothing', async () => {
    const before = (await all()).length
    const { body } = await preview(lasting(300))
    expect(body).toMatchObject({
      changed: ['lifetimes'],
      ends: { sessions: 1, users: 1 },
      shortens: { sessions: 2, users: 2 },
      endsMine: false,
      sample: [{ id: unused.id }],
    })
    expect(await all()).toHaveLength(before)
  })

  it('counts nothing for sections that end no session', async () => {
    const { body } = await preview({ place: { detail: 'off' } })
    expect(body).toMatchObject({ changed: ['place'], ends: { sessions: 0 }, shortens: { sessions: 0 }, sample: [] })
  })

  it('says who would need a second factor', async () => {
    const secondFactor = { ...defaultPolicy.secondFactor, requiredFor: ['admin' as const] }
    const without = async () => (await preview({ secondFactor })).body['withoutSecondFactor']
    expect(await without()).toBe(1)
    const stream = userStream(tenantId, admin.userId)
    const none = { secretId: derivedUuid('row', 1), name: 'App', backedUp: null, counter: null, challengeId: null }
    const added = {
      userId: admin.userId,
      factorId: derivedUuid('factor', 1),
      method: 'totp',
      step: 1,
      ...none,
    } as const
    const event = newEvent('SecondFactorEnrolled', added, { tenantId })
    await installation.store.append(stream, [event], await installation.store.streamEnd(stream))
    expect(await without()).toBe(0)
  })
})

describe('changed rules', () => {
  it('end what the preview said, shorten what it said, and say so in each session', async () => {
    const { status, body, headers } = await change(lasting(300), { confirm: 1, reason: 'audit' })
    expect([status, headers.get('etag')]).toEqual([200, '"2"'])
    expect(body).toMatchObject({ version: 2, ended: 1, shortened: 2, operation: { kind: 'policy', reason: 'audit' } })
    await finished()
    const ended = await eventsOf('SessionRevoked')
    expect(ended.map(({ data }) => [data.sessionId, data.cause, data.reason])).toEqual([[unused.id, 'policy', 'audit']])
    const shortened = await eventsOf('SessionShortened')
    expect(shortened.map(({ data }) => data.sessionId).toSorted()).toEqual([used.id, admin.sessionId].toSorted())
    const { body: history } = await asAdmin('GET /v1/policy/history?limit=1')
    expect(history.items).toMatchObject([{ version: 2, ended: 1, operationId: body.operation.id }])
  })

  it('refuse what is over at once, before their operation has come to it', async () => {
    await restart({ beforeRevoke: dying })
    await change(lasting(300))
    expect((await refresh(unused)).body).toMatchObject({ code: 'session-ended', cause: 'policy' })
    expect((await refresh(used)).status).toBe(200)
  })

  it.each([
    [299_000, 200],
    [301_000, 401],
  ])('let a session that is not used live for %i ms: %i', async (passed, status) => {
    await change(lasting(300))
    await finished()
    ambient.pass(passed)
    expect((await refresh(used)).status).toBe(status)
  })

  it('give tokens that last no longer than the session does', async () => {
    await change(lasting(300))
    const { body } = await refresh(used)
    expect(body).toMatchObject({ accessExpiresAt: new Date(ambient.clock.now() + 300_000).toISOString() })
  })

  it('are for sessions that start from then on too', async () => {
    await change(lasting(300))
    const { body } = await login(stack)
    expect(Date.parse(body.session.idleExpiresAt)).toBe(ambient.clock.now() + 5 * minuteMs)
  })

  it('that are raised bring nothing back and lengthen no session', async () => {
    await change(lasting(300))
    await finished()
    await change(lasting(86_400), { version: 2 })
    expect((await refresh(unused)).status).toBe(401)
    ambient.pass(301_000)
    expect((await refresh(used)).status).toBe(401)
  })

  it('end the sessions that are too many of a person, but not the one of whoever changes them', async () => {
    const limits = { ...defaultPolicy.limits, perPerson: 1, whenReached: 'end-oldest' as const }
    await staff(stack, tenantId, 'auditor')
    const { body } = await change({ limits })
    expect(body).toMatchObject({ ended: 1, shortened: 0 })
    await finished()
    expect((await refresh(unused)).body).toMatchObject({ cause: 'policy' })
    expect((await refresh(used)).status).toBe(200)
    expect((await asAdmin('GET /v1/policy')).status).toBe(200)
  })

  it.each(['*', 'W/"1"', '"1", "2"', '"2", "1"', '1', '""', '"01"', '"-1"', '"1e0"'])(
    'are refused for a version written as %s, which is no ETag of theirs',
    async (ifMatch) => {
      const body = { policy: rules({ place: { detail: 'off' } }), confirm: 0 }
      const refused = await asAdmin('PUT /v1/policy', body, { 'if-match': ifMatch })
      expect(refused.body).toMatchObject({ status: 412, code: 'wrong-version' })
      expect(await eventsOf('PlaceDetailChanged')).toEqual([])
    },
  )

  it('are refused without the version they were made for, or with a former one', async () => {
    const body = { policy: rules({ place: { detail: 'off' } }), confirm: 0 }
    expect((await asAdmin('PUT /v1/policy', body)).body).toMatchObject({ status: 428, code: 'version-required' })
    await change({ place: { detail: 'off' } })
    expect((await change({ place: { detail: 'country' } })).body).toMatchObject({
      status: 412,
      code: 'wrong-version',
      version: 2,
    })
    expect((await asAdmin('PUT /v1/policy', body, { 'if-match': '*' })).status).toBe(412)
  })

  it('ask whoever changes them for a proof of who they are that is not old', async () => {
    ambient.pass(6 * minuteMs)
    const answer = await change({ place: { detail: 'off' } })
    expect(answer.body).toMatchObject({ status: 401, code: 'reauthentication-required' })
  })

  it('are nothing where they are the same', async () => {
    const { body } = await change({}, { confirm: 0 })
    expect(body).toMatchObject({ version: 1, operation: null, ended: 0 })
  })

  it('are refused when many more sessions would end than were confirmed', async () => {
    expect((await change(lasting(300), { confirm: 0 })).body).toMatchObject({ code: 'preview-stale', sessions: 1 })
    expect(await eventsOf('LifetimesChanged')).toHaveLength(1)
  })

  it('are refused where they would end the session of whoever changes them, or shut their way in', async () => {
    await change({ reauthentication: { maxAgeSeconds: 86_400 } })
    ambient.pass(10 * minuteMs)
    expect((await preview(lasting(300))).body).toMatchObject({ endsMine: true })
    expect((await change(lasting(300), { version: 2 })).body.code).toBe('locks-you-out')
    const access = { ...defaultPolicy.access, ranges: { allowed: ['203.0.113.0/24'], blocked: [] } }
    expect((await change({ access }, { version: 2 })).body.code).toBe('locks-you-out')
    expect(await eventsOf('AccessRulesChanged')).toHaveLength(0)
  })

  it('are carried out by another process where the one that took them died', async () => {
    await restart({ beforeRevoke: dying })
    await change(lasting(300))
    await restart()
    ambient.pass(6_000)
    await finished()
    expect(await eventsOf('SessionShortened')).toHaveLength(2)
    expect((await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)).toEqual([unused.id])
  })

  it('wait for each other: what one ends, the next must not bring back', async () => {
    await restart({ beforeRevoke: dying })
    await change(lasting(300))
    expect((await change(lasting(86_400), { version: 2 })).body.code).toBe('wrong-state')
  })
})
