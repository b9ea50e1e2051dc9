import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trafficTenant, trafficUser, viewTraffic, type PlacedEvent } from '../../support/viewTraffic.ts'
import { askedOf, projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { operationStream, tenantStream, userStream } from '#events/streams.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { CodedError } from '#services/ports/errors.ts'
import { liveSessionIds } from '#services/projections/sessionList/liveSessionIds.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'

const startsAt = '2026-10-20T08:00:00.000Z'
const now = Date.parse('2026-10-20T08:50:00.000Z')
const tenantId = trafficTenant(0)

const placed = (stream: string, revision: number, event: RollcallEvent, number: number): PlacedEvent => ({
  stream,
  revision,
  event: {
    ...event,
    id: derivedUuid('handout', number),
    tenantId,
    at: new Date(now).toISOString(),
    actor: { kind: 'admin', id: trafficUser(0, 0) },
    correlationId: 'c',
    causationId: null,
    context: null,
  },
})

describe('what the views hand to the rest', () => {
  let under: ProjectedViews

  const activeOf = async (filter: string) => {
    const page = await listSessions(askedOf(under))(tenantId, {
      filter: `status:active ${filter}`,
      sort: 'startedAt',
      limit: 200,
    })
    return page.items
  }

  beforeAll(async () => {
    under = await projectedViews(now)
    await under.write(viewTraffic({ seed: 11, events: 2_500, usersPerTenant: 12, startsAt }))
  })
  afterAll(() => under?.stop())

  it('names sessions that a wide event ended and that are not drained, with the words of that event', async () => {
    const userId = (await activeOf(''))[0]!.userId
    const live = await under.views.liveSessionIds(tenantId, userId)
    expect(live).toEqual((await activeOf(`userId:${userId}`)).map(({ id }) => id))
    const stream = userStream(tenantId, userId)
    const { length } = await under.log.readStream(stream)
    const operationId = derivedUuid('operation', 1)
    const data = {
      userId,
      notBefore: new Date(now).toISOString(),
      except: live.slice(1),
      cause: 'operation' as const,
      reason: 'lost laptop',
      message: 'Please sign in again.',
      ticket: 'T-1',
      operationId,
    }
    await under.write([placed(stream, length, { type: 'SessionsInvalidated', version: 1, data }, 1)])
    const { position, sessions } = await under.views.undrainedSessions(500)
    expect(position).toBe(await under.log.head())
    expect(sessions).toContainEqual({
      tenantId,
      sessionId: live[0],
      cause: 'operation',
      reason: 'lost laptop',
      message: 'Please sign in again.',
      ticket: 'T-1',
      operationId,
      actor: { kind: 'admin', id: trafficUser(0, 0) },
      correlationId: 'c',
      causationId: derivedUuid('handout', 1),
    })
    expect(await under.views.undrainedSessions(1)).toMatchObject({ sessions: [sessions[0]] })
    expect(await under.views.liveSessionIds(tenantId, userId)).toEqual(live.slice(1))
  })

  it('passes over sessions whose ending is damaged, however many come first', async () => {
    const { sessions } = await under.views.undrainedSessions(500)
    const first = sessions[0]!.causationId
    const others = sessions.filter(({ causationId }) => causationId !== first)
    expect(others.length).toBeGreaterThan(0)
    const superuser = createPool({
      endpoint: endpointOf(under.database.ownerUrl),
      size: 1,
      applicationName: 'tests',
    })
    const { rows } = await superuser.query<{ payload: string }>('select payload::text from events where id = $1', [
      first,
    ])
    const put = (payload: string) => superuser.query('update events set payload = $2 where id = $1', [first, payload])
    await put('[]')
    try {
      expect((await under.views.undrainedSessions(1)).sessions).toEqual([others[0]])
      expect((await under.views.undrainedSessions(500)).sessions).toEqual(others)
    } finally {
      await put(rows[0]!.payload)
      await superuser.end()
    }
  })

  it('counts people of a role who have no second factor', async () => {
    const [annie, ben] = [trafficUser(0, 1), trafficUser(0, 2)]
    const factorId = derivedUuid('factor', 1)
    const append = async (stream: string, ...events: RollcallEvent[]) => {
      const { length } = await under.log.readStream(stream)
      const at = length * 1_000 + stream.length
      await under.write(events.map((event, index) => placed(stream, length + index, event, at + index)))
    }
    const roleOf = (userId: string): RollcallEvent => ({
      type: 'MemberRoleChanged',
      version: 1,
      data: { userId, roles: ['auditor'], reason: null, message: null, ticket: null },
    })
    const row = { secretId: factorId, name: 'App', backedUp: null, counter: null, step: 1, challengeId: null }
    const data = { userId: annie, factorId }
    const enrolled = { type: 'SecondFactorEnrolled', version: 1, data: { ...data, method: 'totp', ...row } } as const
    const without = () => under.views.countWithoutFactor(tenantId, ['auditor'])
    const before = await without()
    await append(tenantStream(tenantId), roleOf(annie), roleOf(ben))
    expect(await without()).toBe(before + 2)
    await append(userStream(tenantId, annie), enrolled)
    expect(await without()).toBe(before + 1)
    await append(userStream(tenantId, annie), { type: 'SecondFactorRemoved', version: 1, data })
    expect(await without()).toBe(before + 2)
  })

  it('counts live sessions once the view covers the log, or as it stands where that takes too long', async () => {
    const { databases } = under.database
    const waited: [position: number, timeoutMs: number | undefined][] = []
    const patient = liveSessionIds({
      databases,
      log: under.log,
      async waitForView(position, timeoutMs) {
        waited.push([position, timeoutMs])
        await under.views.waitForView(position)
      },
    })
    const { userId } = (await activeOf(''))[0]!
    const live = await patient(tenantId, userId)
    expect(live.length).toBeGreaterThan(0)
    expect(waited).toEqual([[await under.log.head(), 300]])
    const behind = liveSessionIds({
      databases,
      log: under.log,
      waitForView: () => Promise.reject(new CodedError('view-behind')),
    })
    expect(await behind(tenantId, userId)).toEqual(live)
  })

  it('names sessions that have lapsed, longest first, and none before', async () => {
    expect(await under.views.expiryCandidates(startsAt, 10)).toEqual({
      position: await under.log.head(),
      sessions: [],
    })
    const later = '2026-12-20T08:00:00.000Z'
    const { sessions } = await under.views.expiryCandidates(later, 1_000)
    const active = await Promise.all(
      [0, 1, 2].map((tenant) => under.views.matchingSessions(trafficTenant(tenant), { filter: '' }, 200)),
    )
    expect(new Set(sessions.map(({ sessionId }) => sessionId))).toEqual(
      new Set(active.flatMap((found) => found.sessions.map(({ id }) => id))),
    )
    expect((await under.views.expiryCandidates(later, 3)).sessions).toEqual(sessions.slice(0, 3))
  })

  it('finds the live sessions a selection means, in id order, with how many there are', async () => {
    const byFilter = await under.views.matchingSessions(tenantId, { filter: 'country:DE,FR' }, 3)
    const all = (await activeOf('country:DE,FR')).map(({ id }) => id).toSorted()
    expect(byFilter.sessions.map(({ id }) => id)).toEqual(all.slice(0, 3))
    expect(byFilter.total).toBe(all.length)
    const ended = (await listSessions(askedOf(under))(tenantId, { filter: '-status:active', sort: 'risk', limit: 1 }))
      .items[0]!
    const sessionIds = [all[0]!, ended.id, derivedUuid('nobody'), all[0]!]
    const byIds = await under.views.matchingSessions(tenantId, { sessionIds }, 10)
    expect(byIds.sessions.map(({ id }) => id)).toEqual([all[0]])
    expect(byIds.total).toBe(1)
    expect(await under.views.matchingSessions(trafficTenant(1), { sessionIds }, 10)).toMatchObject({
      sessions: [],
      total: 0,
    })
    await expect(under.views.matchingSessions(tenantId, { filter: 'contry:DE' }, 1)).rejects.toMatchObject({
      code: 'invalid-filter',
    })
  })

  it('shows an operation, its results in the order confirmed, and what is unfinished of all tenants', async () => {
    const chosen = (await activeOf('')).slice(0, 3).toReversed()
    const operationId = derivedUuid('operation', 2)
    const stream = operationStream(tenantId, operationId)
    const because = { reason: 'sweep', message: null, ticket: null }
    const sessionIds = chosen.map(({ id }) => id)
    const ended = { operationId, sessionId: sessionIds[1]!, outcome: 'ended' as const }
    await under.write([
      placed(
        stream,
        0,
        {
          type: 'OperationStarted',
          version: 1,
          data: { operationId, kind: 'sessions', filter: null, userId: null, sessionIds, spared: [], ...because },
        },
        2,
      ),
      placed(stream, 1, { type: 'OperationSessionEnded', version: 1, data: ended }, 3),
    ])
    const { operation } = await under.views.readOperation(tenantId, operationId)
    expect(operation).toMatchObject({
      state: 'running',
      sessions: 3,
      ended: 1,
      reason: 'sweep',
      by: { name: 'Person 0' },
    })
    expect((await under.views.readOperation(trafficTenant(1), operationId)).operation).toBeNull()
    const first = await under.views.listOperationResults(tenantId, operationId, { limit: 2 })
    const rest = await under.views.listOperationResults(tenantId, operationId, { limit: 2, cursor: first.nextCursor! })
    const results = [...first.items, ...rest.items]
    expect(results.map(({ sessionId }) => sessionId)).toEqual(sessionIds)
    expect(results.map(({ outcome }) => outcome)).toEqual(['waiting', 'ended', 'waiting'])
    expect(results.map(({ user }) => user)).toEqual(chosen.map(({ user }) => user))
    const operations = await under.views.listOperations(tenantId, { limit: 1 })
    expect(operations.items[0]!.id).toBe(operationId)
    expect(operations.total).toBeGreaterThan(0)
    expect(await under.views.unfinishedOperations(100)).toContainEqual({ tenantId, operationId })
  })

  it('tells live pages what changed since any position, and the rows as they are now', async () => {
    const before = await under.views.viewPosition()
    const userId = trafficUser(0, 5)
    const stream = userStream(tenantId, userId)
    const { length } = await under.log.readStream(stream)
    const because = { reason: 'left', message: null, ticket: null }
    const gone = await under.views.liveSessionIds(tenantId, userId)
    await under.write([placed(stream, length, { type: 'UserDisabled', version: 1, data: { userId, ...because } }, 4)])
    const found = await under.views.changesSince({ after: before, tenantIds: [tenantId, trafficTenant(1)] })
    expect(found.covered).toBe(await under.log.head())
    expect(found.keptSince).toBeLessThanOrEqual(before)
    expect(found.changes).toHaveLength(1)
    const [change] = found.changes
    expect(change).toMatchObject({ tenantId, to: found.covered })
    expect(new Set(change!.changed.sessions)).toEqual(new Set(gone))
    const { rows: held } = await under.database.databases.writer.query<{ minute: string }>(
      'select minute from activity_by_minute where tenant_id = $1 limit 1',
      [tenantId],
    )
    const rows = await under.views.readChanged(tenantId, { ...change!.changed, activity: [held[0]!.minute] })
    expect(rows.log.map(({ type, text }) => [type, text])).toEqual([['UserDisabled', 'Person 5 was disabled']])
    const positions = wirePositions(under.database.masterKey)
    expect(positions.open(tenantId, rows.log[0]!.position)).toBe(found.covered)
    expect(rows.sessions.every(({ status, cause }) => status === 'revoked' && cause === 'disabled')).toBe(true)
    expect(rows.activity).toHaveLength(1)
    expect(rows.counts.active).toBe((await activeOf('')).length)
    expect(await under.views.changesSince({ after: found.covered, tenantIds: [tenantId] })).toEqual({
      covered: found.covered,
      keptSince: found.keptSince,
      changes: [],
    })
  })

  it('waits for a position, wakes whoever listens, and says when the views are not there in time', async () => {
    const woken = Promise.withResolvers<void>()
    const stop = under.views.onViewsChanged(woken.resolve)
    const head = await under.log.head()
    await under.views.waitForView(head)
    const refused = await under.views.waitForView(head + 1, 50).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(CodedError)
    expect(refused).toMatchObject({ code: 'view-behind' })
    const waiting = under.views.waitForView(head + 1, 20_000)
    const operationId = derivedUuid('operation', 3)
    const data = { operationId, ended: 0, alreadyEnded: 0 }
    await under.write([
      placed(operationStream(tenantId, operationId), 0, { type: 'OperationFinished', version: 1, data }, 5),
    ])
    await waiting
    await woken.promise
    stop()
  })

  it('says how far each view is behind, and how many sessions are live in all tenants', async () => {
    const lag = await under.views.viewLag()
    expect(lag.length).toBeGreaterThan(5)
    expect(lag.every(({ events, seconds, rebuilding }) => events === 0 && seconds === 0 && !rebuilding)).toBe(true)
    const active = await Promise.all(
      [0, 1, 2].map((tenant) => under.views.matchingSessions(trafficTenant(tenant), { filter: '' }, 1)),
    )
    const counts = await under.views.liveCountsOfAll()
    expect(counts.active).toBe(active.reduce((sum, { total }) => sum + total, 0))
    expect(Object.values(counts.deviceType).reduce((sum, count) => sum + count, 0)).toBe(counts.active)
  })
})
