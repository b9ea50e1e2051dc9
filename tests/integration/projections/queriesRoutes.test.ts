import { systemShape } from '#events/wire/system.ts'
import { noteBackup } from '#services/postgres/installation.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignedInCaller } from '#services/http/caller.ts'
import type { Answer, Route, RouteRequest } from '#services/http/route.ts'
import { whileTold } from '#services/projections/rebuild/lastRebuild.ts'
import { viewRoutes } from '#services/projections/routes/viewRoutes.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { eventually } from '../../support/eventually.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { routeTable } from '../../support/roleTable.ts'
import { trafficTenant, trafficUser, viewTraffic } from '../../support/viewTraffic.ts'

const tenantId = trafficTenant(0)
const foreign = trafficTenant(1)

const caller = (tenant: string): SignedInCaller => ({
  kind: 'person',
  tenantId: tenant,
  userId: trafficUser(0, 3),
  sessionId: trafficUser(0, 3),
  clientId: 'dashboard',
  audience: 'rollcall-dashboard',
  roles: ['admin'],
  mustChangePassword: false,
  mustReauthenticate: false,
  authTime: 0,
  methods: ['pwd'],
  accessExpiresAt: 0,
})
describe('routes over the views', () => {
  let under: ProjectedViews
  let routes: Route[]

  /** Parses as the edge does, calls, and holds the answer to the schema that describes it. */
  const call = async (
    name: string,
    given: { query?: object; params?: object; tenant?: string } = {},
  ): Promise<Answer> => {
    const route = routes.find(({ method, path }) => `${method.toUpperCase()} ${path}` === name)!
    const query = route.query?.parse(given.query ?? {})
    const params = route.params?.parse(given.params ?? {})
    const request = { caller: caller(given.tenant ?? tenantId), query, params }
    const answer = await route.handle(request as unknown as RouteRequest<never, never, never>)
    expect(route.answers[answer.status]!.schema!.safeParse(answer.body)).toMatchObject({ success: true })
    return answer
  }
  type Body = Record<string, never> & { items: { id: string; userId: string }[] }
  const bodyOf = async (...request: Parameters<typeof call>) => (await call(...request)).body as Body

  beforeAll(async () => {
    under = await projectedViews(Date.parse('2026-10-20T08:50:00.000Z'))
    await under.write(viewTraffic({ seed: 9, events: 3_000, usersPerTenant: 10, startsAt: '2026-10-20T08:00:00.000Z' }))
    const { database, log, codec, clock } = under
    const positions = wirePositions(database.masterKey)
    routes = viewRoutes({
      ...database,
      log,
      codec,
      positions,
      ambient: { clock },
      logger: silentLogger,
      version: '1.2.3',
      processes: async () => [],
      otherReaders: { retrying: ['detector'], rebuilt: ['ended_set'] },
    })
  })
  afterAll(() => under?.stop())

  it('take the permission that the table of routes says', () => {
    for (const { method, path, access } of routes) {
      expect(access).toBe(routeTable[`${method.toUpperCase()} ${path}`])
    }
  })

  it.each([
    ['GET /v1/me/sessions', {}],
    ['GET /v1/me/sessions/count', {}],
    ['GET /v1/me/sessions/log', { limit: '200' }],
    ['GET /v1/me/sessions/analytics', { days: '7', timeZone: 'Asia/Kolkata' }],
    ['GET /v1/sessions', { filter: 'status:active', sort: '-risk', limit: '200' }],
    ['GET /v1/sessions', { filter: '-status:active', limit: '200' }],
    ['GET /v1/sessions/count', { filter: 'country:DE', by: 'browser' }],
    ['GET /v1/log', { limit: '200' }],
    ['GET /v1/people', { limit: '200', sort: '-lastSignInAt' }],
    ['GET /v1/anomalies', { limit: '200' }],
    ['GET /v1/analytics/activity', { from: '2026-10-20T08:00:00.000Z', to: '2026-10-20T10:00:00+01:00' }],
    ['GET /v1/analytics/distribution', {}],
  ])('%s answers as described, at the position the views cover', async (name, query) => {
    expect(await call(name, { query })).toMatchObject({ status: 200, position: await under.log.head() })
  })

  it('tell a person of their own sign-ins what their sessions say, and of nobody else’s', async () => {
    interface Own {
      days: { signIns: number }[]
      devices: { sessions: number; browser: string | null }[]
      lengths: { ended: number; halfSeconds: number; longestSeconds: number }
    }
    const own = (await call('GET /v1/me/sessions/analytics')).body as Own
    const { items } = (await call('GET /v1/me/sessions', { query: { limit: '200' } })).body as {
      items: { startedAt: string; endedAt: string | null }[]
    }
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
    expect(items.length).toBeGreaterThan(10)
    expect(sum(own.days.map(({ signIns }) => signIns))).toBe(items.length)
    expect(own.days).toHaveLength(30)
    expect(sum(own.devices.map(({ sessions }) => sessions))).toBeLessThanOrEqual(items.length)
    expect(own.devices.length).toBeGreaterThan(1)
    const lasted = items
      .flatMap(({ startedAt, endedAt }) => (endedAt === null ? [] : [Date.parse(endedAt) - Date.parse(startedAt)]))
      .sort((one, other) => one - other)
    expect(own.lengths).toMatchObject({ ended: lasted.length, longestSeconds: Math.round(lasted.at(-1)! / 1000) })
    const middle = (lasted[Math.floor((lasted.length - 1) / 2)]! + lasted[Math.ceil((lasted.length - 1) / 2)]!) / 2
    expect(Math.abs(own.lengths.halfSeconds - middle / 1000)).toBeLessThanOrEqual(1)
  })

  it('answer for one of each, and 404 for whatever this tenant does not have', async () => {
    const [session] = (await bodyOf('GET /v1/sessions')).items
    const [anomaly] = (await bodyOf('GET /v1/anomalies')).items
    for (const [name, params] of [
      ['GET /v1/sessions/{sessionId}', { sessionId: session!.id }],
      ['GET /v1/sessions/{sessionId}/events', { sessionId: session!.id }],
      ['GET /v1/people/{userId}', { userId: session!.userId }],
      ['GET /v1/people/{userId}/activity', { userId: session!.userId }],
      ['GET /v1/people/{userId}/log', { userId: session!.userId }],
      ['GET /v1/anomalies/{anomalyId}', { anomalyId: anomaly!.id }],
    ] as const) {
      expect((await call(name, { params })).status).toBe(200)
      await expect(call(name, { params, tenant: foreign })).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('tell the operator how the views stand, and nothing of tenants', async () => {
    const { databases } = under.database
    const parked = [tenantId, 'session_list', 7, trafficUser(0, 1), 'SessionStarted', 'KeyMissing', trafficUser(0, 2)]
    await databases.writer.query(
      `insert into parked_events (tenant_id, view, position, event_id, type, reason, missing_key_of)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      parked,
    )
    const { body } = await call('GET /v1/system')
    expect(body).toMatchObject({ version: '1.2.3', roles: expect.arrayContaining(['api', 'projector']) })
    const { views, parked: groups } = body as { views: { state: string }[]; parked: object[] }
    expect(views.length).toBeGreaterThan(5)
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['live']))
    expect(groups).toMatchObject([
      {
        view: 'session_list',
        type: 'SessionStarted',
        events: 1,
        tenants: 1,
        keyMissing: true,
        command: 'rollcall rebuild session_list',
      },
    ])
    for (const id of [tenantId, trafficUser(0, 1), trafficUser(0, 2)]) expect(JSON.stringify(body)).not.toContain(id)
  })

  it('list parked events page by page, with what the last try came to and nothing of whom they are about', async () => {
    const { writer } = under.database.databases
    const of = (view: string, position: number) =>
      writer.query(
        `insert into parked_events (tenant_id, view, position, event_id, type, reason, missing_key_of, tries, tried_at)
         values ($1, $2, $3, $4, 'SessionStarted', 'KeyMissing', $5, 2, now()) on conflict do nothing`,
        [tenantId, view, position, trafficUser(0, 1), trafficUser(0, 2)],
      )
    for (const view of ['detector', 'session_log']) await of(view, 9)
    await of('detector', 8)
    const found: { view: string; position: string }[] = []
    for (let query: object = { limit: '2' }; ;) {
      const { body } = await call('GET /v1/system/parked', { query })
      const { items, nextCursor } = body as { items: typeof found; nextCursor: string | null }
      found.push(...items)
      expect(JSON.stringify(items)).not.toContain(trafficUser(0, 2))
      if (nextCursor === null) break
      query = { limit: '2', cursor: nextCursor }
    }
    expect(found.map(({ view }) => view).slice(0, 3)).toEqual(['detector', 'session_log', 'detector'])
    expect(found[0]).toMatchObject({ tenantId, reason: 'KeyMissing', keyMissing: true, tries: 2, isWaiting: false })
    expect(found[0]!.position).toBe(found[1]!.position)
    expect(new Set(found.map(({ view, position }) => view + position)).size).toBe(found.length)
  })

  it('drive again what a reader of the log has parked, and say for a view which command does', async () => {
    const path = 'POST /v1/system/parked/{reader}/retry'
    const retry = (reader: string) => call(path, { params: { reader } })
    expect(await retry('detector')).toMatchObject({ status: 202, body: { asked: 2 } })
    const { body } = await call('GET /v1/system')
    expect(body).toMatchObject({ retries: [{ reader: 'detector', asked: 2, taken: 0, failed: 0, waiting: 2 }] })
    await expect(retry('session_list')).rejects.toMatchObject({
      code: 'wrong-state',
      details: { detail: expect.stringContaining('rollcall rebuild session_list') },
    })
    await expect(retry('ended_set')).rejects.toMatchObject({ code: 'wrong-state' })
    await expect(retry('nobody')).rejects.toMatchObject({ code: 'not-found' })
    await under.database.databases.writer.query(`delete from parked_events where view = 'detector'`)
    await expect(retry('detector')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('tell the operator how the last rebuild went', async () => {
    const { owner } = under.database.databases
    const rebuildNow = async () => systemShape.parse((await call('GET /v1/system')).body).lastRebuild
    expect(await rebuildNow()).toBeNull()
    await whileTold(owner, ['session_list'], async (tell) => {
      tell({ step: 'fold', done: 40, total: 80 })
      await eventually(async () =>
        expect(await rebuildNow()).toMatchObject({ views: ['session_list'], state: 'running', done: 40, total: 80 }),
      )
      return { parked: 3 }
    })
    expect(await rebuildNow()).toMatchObject({ state: 'done', parked: 3, failure: null })
    const failing = whileTold(owner, ['session_log'], async () => {
      throw new RangeError('names a person')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await rebuildNow()).toMatchObject({ state: 'failed', parked: null, failure: 'RangeError' })
    await owner.query(`update last_rebuild set ended_at = null, failure = null, said_at = now() - interval '1 minute'`)
    expect(await rebuildNow()).toMatchObject({ state: 'brokenOff' })
  })

  it('tell the operator when the last backup ended', async () => {
    const { owner } = under.database.databases
    expect((await call('GET /v1/system')).body).toMatchObject({ lastBackupAt: null })
    await noteBackup(owner)
    const { lastBackupAt } = systemShape.parse((await call('GET /v1/system')).body)
    expect(Math.abs(Date.now() - Date.parse(lastBackupAt!))).toBeLessThan(60_000)
  })

  it('refuse what their schemas do not take', () => {
    const refused: [string, object][] = [
      ['/v1/sessions', { limit: '0' }],
      ['/v1/sessions', { limit: '201' }],
      ['/v1/sessions', { sort: 'password' }],
      ['/v1/sessions', { unknown: 'x' }],
      ['/v1/sessions/count', { by: 'reason' }],
      ['/v1/analytics/activity', { from: 'yesterday', to: 'today' }],
      ['/v1/analytics/activity', { from: '2026-10-20T09:00:00.000Z', to: '2026-10-20T08:00:00.000Z' }],
    ]
    for (const [path, given] of refused)
      expect(routes.find((route) => route.path === path)!.query!.safeParse(given).success).toBe(false)
  })
})
