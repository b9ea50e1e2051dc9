import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { PersonLog } from '#events/wire/people.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Page } from '#services/ports/operationViews.ts'
import { activity, timeZones } from '#services/projections/activityByMinute/activity.ts'
import { anomalyById } from '#services/projections/anomalyList/anomalyById.ts'
import { countSessions } from '#services/projections/sessionList/countSessions.ts'
import { groupingNames } from '#services/projections/sessionList/sessionGroups.ts'
import { distribution } from '#services/projections/liveDistribution/distribution.ts'
import { listAnomalies } from '#services/projections/anomalyList/listAnomalies.ts'
import { listLog } from '#services/projections/sessionLog/listLog.ts'
import { listPeople } from '#services/projections/userOverview/listPeople.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { peopleSorts, type SessionSort, sessionSorts, sortsOf } from '#services/projections/queries/orders.ts'
import { logOfPerson } from '#services/projections/sessionLog/logOfPerson.ts'
import { ownLog } from '#services/projections/sessionLog/ownLog.ts'
import { countOwnSessions, listOwnSessions } from '#services/projections/sessionList/ownSessions.ts'
import { activityOfPerson } from '#services/projections/userOverview/activityOfPerson.ts'
import { personById } from '#services/projections/userOverview/personById.ts'
import { sessionById } from '#services/projections/sessionList/sessionById.ts'
import { sessionEvents } from '#services/projections/sessionLog/sessionEvents.ts'
import { askedOf, projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, trafficUser, viewTraffic } from '../../support/viewTraffic.ts'

const startsAt = '2026-10-20T08:00:00.000Z'
const now = Date.parse('2026-10-20T08:50:00.000Z')
const [tenantId, foreign] = [trafficTenant(0), trafficTenant(1)]
const nobody = trafficTenant(99)

type Turn<Item> = (cursor: string | undefined) => Promise<Page<Item>>
const allPages = async <Item>(turn: Turn<Item>): Promise<Item[]> => {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page: Page<Item> = await turn(cursor)
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

const refusal = async (work: Promise<unknown>): Promise<CodedError> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CodedError)) throw new Error('was not refused', { cause: error })
  return error
}

const bare = (name: string | null) => name?.replace(/ [\d.]+$/, '') ?? null
const logins = (items: { logins: number }[]) => items.reduce((sum, item) => sum + item.logins, 0)

describe('what callers read of the views', () => {
  let under: ProjectedViews
  let asked: ReturnType<typeof askedOf>
  let sessions: SessionRow[]

  const pages = (filter: string, sort: SessionSort, limit: number, tenant = tenantId) =>
    allPages((cursor) => listSessions(asked)(tenant, { filter, sort, limit, cursor }))
  const idsOfLog = async (tenant: string) =>
    (await allPages((cursor) => listLog(asked)(tenant, { filter: '', limit: 200, cursor }))).map(({ id }) => id)
  const brute = (filter: string): SessionRow[] => {
    const parsed = parseFilter(filter, { fields: filterFields.sessions, now })
    if (!parsed.ok) throw new Error(parsed.mistake.expected)
    return sessions.filter((row) => matches(parsed.expression, sessionValues)(row, now))
  }

  beforeAll(async () => {
    under = await projectedViews(now)
    await under.write(viewTraffic({ seed: 3, events: 4_000, usersPerTenant: 20, startsAt }))
    asked = askedOf(under)
    sessions = await pages('', 'startedAt', 200)
  })
  afterAll(() => under?.stop())

  describe('a list of sessions', () => {
    it('has every session once, whatever the order, the page and the values that are missing', async () => {
      const everyId = sessions.map(({ id }) => id).toSorted()
      expect(everyId.length).toBeGreaterThan(60)
      expect(new Set(everyId).size).toBe(everyId.length)
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...sortsOf(sessionSorts)),
          fc.integer({ min: 1, max: 40 }),
          async (sort, limit) => {
            const ids = (await pages('', sort, limit)).map(({ id }) => id)
            expect(ids.toSorted()).toEqual(everyId)
          },
        ),
        { numRuns: 60 },
      )
    })

    it('comes by id in both directions', async () => {
      const everyId = sessions.map(({ id }) => id).toSorted()
      expect((await pages('', 'id', 7)).map(({ id }) => id)).toEqual(everyId)
      expect((await pages('', '-id', 7)).map(({ id }) => id)).toEqual(everyId.toReversed())
    })

    it('comes in the order asked for, ids deciding, rows without the value last both ways', async () => {
      for (const sort of ['endedAt', '-endedAt'] as const) {
        const listed = await pages('', sort, 7)
        const ended = listed.filter((row) => row.endedAt !== null)
        const rest = listed.slice(ended.length)
        expect(rest.every((row) => row.endedAt === null)).toBe(true)
        expect(rest.length).toBeGreaterThan(0)
        const inOrder = ended.toSorted((a, b) => a.endedAt!.localeCompare(b.endedAt!) || (a.id < b.id ? -1 : 1))
        expect(ended).toEqual(sort === 'endedAt' ? inOrder : inOrder.toReversed())
        expect(rest).toEqual(rest.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      }
    })

    it.each([
      '',
      'status:active',
      'status:loggedOut,expired,revoked',
      'country:de',
      'status:active country:DE',
      'browser:chrome',
      'browser:"Chrome 142"',
      'os:windows,ubuntu',
      'status:active deviceType:mobile,desktop',
      'app:phone',
      '-status:active',
      'user:person1*',
      'ip:203.0.0.0/25 risk>=50',
      'idle:true',
      'status:active status:active',
      'status:active status:expired',
    ])('finds for %o what a look at every row finds, and a total that is right where there is one', async (filter) => {
      const wanted = brute(filter).map(({ id }) => id)
      const first = await listSessions(asked)(tenantId, { filter, sort: 'startedAt', limit: 5 })
      expect((await pages(filter, 'startedAt', 50)).map(({ id }) => id)).toEqual(wanted)
      expect([wanted.length, null]).toContain(first.total)
      expect(await countSessions(asked)(tenantId, { filter })).toMatchObject({ total: wanted.length, kind: 'exact' })
    })

    it('knows the total of no filter and of one facet without counting', async () => {
      for (const filter of [
        '',
        'status:active',
        '-status:active',
        'country:FR',
        'status:active browser:firefox',
        'browser:firefox -status:active',
      ]) {
        const { total } = await listSessions(asked)(tenantId, { filter, sort: '-startedAt', limit: 1 })
        expect(total).toBe(brute(filter).length)
      }
    })

    it('names who ended a session and why', async () => {
      const revoked = sessions.find(({ status, cause }) => status === 'revoked' && cause === 'admin')!
      expect(revoked.endedBy).toEqual({ kind: 'admin', id: trafficUser(0, 0), name: 'Person 0' })
      expect(['looked odd', 'all of them']).toContain(revoked.reason)
    })

    it('refuses a wrong filter with the place of the mistake', async () => {
      const { code, details } = await refusal(
        listSessions(asked)(tenantId, { filter: 'status:active risk>high', sort: 'risk', limit: 5 }),
      )
      expect(code).toBe('invalid-filter')
      expect(details.errors).toEqual([
        { path: 'filter', code: 'unexpected', message: 'Expected a number from 0 to 100 after risk>', offset: 19 },
      ])
    })
  })

  describe('a cursor', () => {
    const request = { filter: 'status:active', sort: '-startedAt' as const, limit: 3 }
    const cursorOf = async (): Promise<string> => (await listSessions(asked)(tenantId, request)).nextCursor!

    it('goes on in the list it was made for', async () => {
      const cursor = await cursorOf()
      const { items } = await listSessions(asked)(tenantId, { ...request, cursor })
      expect(items.map(({ id }) => id)).toEqual(
        brute('status:active')
          .toReversed()
          .slice(3, 6)
          .map(({ id }) => id),
      )
    })

    it.each([
      ['another tenant', foreign, {}],
      ['another filter', tenantId, { filter: 'status:expired' }],
      ['another order', tenantId, { sort: 'startedAt' as const }],
    ])('is refused for %s', async (_, tenant, change) => {
      const cursor = await cursorOf()
      expect((await refusal(listSessions(asked)(tenant, { ...request, ...change, cursor }))).code).toBe(
        'invalid-cursor',
      )
    })

    it('is refused in another list, altered, cut or made up', async () => {
      const cursor = await cursorOf()
      const list = (given: string) => listSessions(asked)(tenantId, { ...request, cursor: given })
      for (const wrong of [
        `${cursor}AAAA`,
        cursor.slice(0, -4),
        cursor.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')),
        'x',
        'A'.repeat(80),
      ])
        expect((await refusal(list(wrong))).code).toBe('invalid-cursor')
      expect((await refusal(listAnomalies(asked)(tenantId, { cursor, limit: 5 }))).code).toBe('invalid-cursor')
      expect((await refusal(listLog(asked)(tenantId, { filter: 'status:active', cursor, limit: 5 }))).code).toBe(
        'invalid-cursor',
      )
    })

    it('tells nothing', async () => {
      const { nextCursor } = await listSessions(asked)(tenantId, { filter: '', sort: 'user', limit: 1 })
      expect(Buffer.from(nextCursor!, 'base64url').toString('latin1')).not.toContain('person')
    })
  })

  describe('another tenant', () => {
    it('has other sessions, people, anomalies and events, none of them shared', async () => {
      const mine = new Set(sessions.map(({ id }) => id))
      const theirs = await pages('', 'startedAt', 200, foreign)
      expect(theirs.length).toBeGreaterThan(0)
      expect(theirs.some(({ id }) => mine.has(id))).toBe(false)
      const [one, other] = [new Set(await idsOfLog(tenantId)), await idsOfLog(foreign)]
      expect(other.some((id) => one.has(id))).toBe(false)
    })

    it('is answered for a foreign id as for one that never was', async () => {
      const [own] = sessions
      const anomaly = (await listAnomalies(asked)(tenantId, { limit: 1 })).items[0]!
      expect((await sessionById(asked)(tenantId, own!.id)).session).not.toBeNull()
      for (const tenant of [foreign, nobody]) {
        expect((await sessionById(asked)(tenant, own!.id)).session).toBeNull()
        expect((await sessionEvents(asked)(tenant, own!.id)).events).toBeNull()
        expect((await personById(asked)(tenant, own!.userId)).person).toBeNull()
        expect((await anomalyById(asked)(tenant, anomaly.id)).anomaly).toBeNull()
      }
      expect((await sessionById(asked)(tenantId, nobody)).session).toBeNull()
    })

    it('has nothing at all where there is no such tenant', async () => {
      expect(await pages('', 'startedAt', 200, nobody)).toEqual([])
      expect((await listLog(asked)(nobody, { filter: '', limit: 5 })).items).toEqual([])
      expect((await distribution(asked)(nobody)).counts.active).toBe(0)
    })
  })

  describe('counts', () => {
    it.each(groupingNames)('by %s add up to the total', async (by) => {
      const { total, groups } = await countSessions(asked)(tenantId, { filter: 'started>-1h', by })
      expect(total).toBe(brute('started>-1h').length)
      expect(groups!.reduce((sum, { sessions: found }) => sum + found, 0)).toBe(total)
      expect(groups).toEqual(groups!.toSorted((a, b) => b.sessions - a.sessions))
    })

    it('of live sessions by facet are what the rows say', async () => {
      const active = brute('status:active')
      const by = (value: (row: SessionRow) => string | null) => {
        const counts: Record<string, number> = {}
        for (const row of active) {
          const found = value(row)
          if (found !== null) counts[found] = (counts[found] ?? 0) + 1
        }
        return counts
      }
      expect((await distribution(asked)(tenantId)).counts).toEqual({
        active: active.length,
        idle: brute('idle:true').length,
        users: new Set(active.map(({ userId }) => userId)).size,
        deviceType: by(({ device }) => device.type),
        browser: by(({ device }) => bare(device.browser)),
        os: by(({ device }) => bare(device.os)),
        country: by(({ last }) => last.place?.country ?? null),
        client: by(({ client }) => client),
      })
      expect(brute('idle:true').length).toBeGreaterThan(0)
    })
  })

  describe('the log', () => {
    it('has every event of the tenant once, newest first, numbered without gaps, each with a sentence', async () => {
      const entries = await allPages((cursor) => listLog(asked)(tenantId, { filter: '', limit: 97, cursor }))
      const { total } = await listLog(asked)(tenantId, { filter: '', limit: 1 })
      expect(total).toBe(entries.length)
      expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => entries.length - index))
      expect(entries.every(({ text }) => text.length > 5 && !text.includes('undefined'))).toBe(true)
    })

    it('opens what is sealed and leaves out what never leaves the server', async () => {
      const { items } = await listLog(asked)(tenantId, { filter: 'type:SessionStarted', limit: 3 })
      for (const { data, context, text, actor, success } of items) {
        expect(data).toMatchObject({ user: { email: expect.stringContaining('@tenant0.test') }, methods: ['pwd'] })
        expect(data).not.toHaveProperty('salt')
        expect(data).not.toHaveProperty('keyId')
        expect(context?.ip).toMatch(/^203\.0\.0\./)
        expect(actor.name).toMatch(/^Person/)
        expect(text).toContain('signed in')
        expect(success).toBe(true)
      }
    })

    it.each([
      ['type:loginfailed', ({ type }) => type === 'LoginFailed'],
      ['success:false', ({ success }) => !success],
      ['cause:wrong-password', ({ error }) => error === 'wrong-password'],
      ['actor:"person 0"', ({ actor }) => actor.name === 'Person 0'],
      ['actor:policy', ({ actor }) => actor.kind === 'policy'],
      [`userId:${trafficUser(0, 3)}`, ({ userId }) => userId === trafficUser(0, 3)],
      ['user:person3@tenant0.test', ({ userId }) => userId === trafficUser(0, 3)],
      [
        'country:FR -type:SessionStarted',
        ({ context, type }) => context?.place?.country === 'FR' && type !== 'SessionStarted',
      ],
      ['at>=-35m', ({ at }) => Date.parse(at) >= now - 35 * 60_000],
    ] satisfies [string, (entry: Awaited<ReturnType<ReturnType<typeof listLog>>>['items'][number]) => boolean][])(
      'finds for %o what a look at every entry finds',
      async (filter, isWanted) => {
        const all = await allPages((cursor) => listLog(asked)(tenantId, { filter: '', limit: 200, cursor }))
        const found = await allPages((cursor) => listLog(asked)(tenantId, { filter, limit: 31, cursor }))
        expect(found.map(({ id }) => id)).toEqual(all.filter(isWanted).map(({ id }) => id))
        expect(found.length).toBeGreaterThan(0)
      },
    )
  })

  it('a session has its events and refusals, oldest first, ending with how it ended', async () => {
    const ended = sessions.find(({ status }) => status === 'loggedOut')!
    const { events } = await sessionEvents(asked)(tenantId, ended.id)
    expect(events!.map(({ number }) => number)).toEqual(events!.map(({ number }) => number).toSorted((a, b) => a - b))
    expect(events![0]!.type).toBe('SessionStarted')
    const own = events!.filter(({ stream }) => stream.startsWith('session-'))
    expect(own.map(({ revision }) => revision)).toEqual(own.map((_, index) => index))
    expect(own).toHaveLength(ended.revision + 1)
    expect(own.map(({ type }) => type)).toContain('SessionLoggedOut')
  })

  it('people come once each in every order, with sessions that add up', async () => {
    for (const sort of sortsOf(peopleSorts)) {
      const people = await allPages((cursor) => listPeople(asked)(tenantId, { filter: '', sort, limit: 6, cursor }))
      expect(new Set(people.map(({ id }) => id)).size).toBe(20)
      expect(people).toHaveLength(20)
    }
    const { items, total } = await listPeople(asked)(tenantId, { filter: 'sessions>=1', sort: '-sessions', limit: 200 })
    expect(total).toBe(items.length)
    for (const { id, sessions: counted } of items) expect(counted.live).toBe(brute(`userId:${id} status:active`).length)
    expect(items.map((person) => person.sessions.live)).toEqual(
      items.map((person) => person.sessions.live).toSorted((a, b) => b - a),
    )
  })

  describe('a person', () => {
    const userId = () => sessions[0]!.userId
    const logOf = (of: PersonLog, id = userId()) =>
      allPages((cursor) => logOfPerson(asked)({ tenantId, userId: id, of, limit: 7, cursor }))
    const all = () => allPages((cursor) => listLog(asked)(tenantId, { filter: '', limit: 200, cursor }))

    it('has a log of all that names them, and those of one kind are parts of it', async () => {
      const lines = (await all()).filter((entry) => entry.userId === userId())
      expect(lines.length).toBeGreaterThan(20)
      expect((await logOf('all')).map(({ id }) => id)).toEqual(lines.map(({ id }) => id))
      const refused = lines.filter(({ type }) => type === 'LoginFailed')
      expect((await logOf('refused')).map(({ id }) => id)).toEqual(refused.map(({ id }) => id))
      const byOthers = await logOf('done-to')
      expect(byOthers.every(({ actor }) => actor.id !== userId())).toBe(true)
      const ended = lines.filter(({ type, actor }) => type === 'SessionRevoked' && actor.id !== userId())
      expect(byOthers.map(({ id }) => id)).toEqual(expect.arrayContaining(ended.map(({ id }) => id)))
    })

    it('who administers has a log of that', async () => {
      const lines = (await all()).filter(({ actor }) => actor.kind === 'admin')
      const admin = lines[0]!.actor.id
      expect((await logOf('done-by', admin)).map(({ id }) => id)).toEqual(
        lines.filter(({ actor }) => actor.id === admin).map(({ id }) => id),
      )
    })

    it('signs in on days and at hours that add up to their sign-ins and failures', async () => {
      for (const timeZone of ['UTC', 'Asia/Kathmandu']) {
        const { activity: found } = await activityOfPerson(asked)({ tenantId, userId: userId(), days: 3, timeZone })
        const { days, hours } = found!
        expect([days.length, found!.timeZone, found!.isTheirs]).toEqual([3, timeZone, false])
        const signIns = sessions.filter((session) => session.userId === userId()).length
        const { person } = await personById(asked)(tenantId, userId())
        expect(days.reduce((sum, day) => sum + day.signIns, 0)).toBe(signIns)
        expect(days.reduce((sum, day) => sum + day.failures, 0)).toBe(person!.failures)
        expect(hours.reduce((sum, count) => sum + count, 0)).toBe(signIns)
      }
    })

    it('has days as long as the clocks of the zone make them', async () => {
      const later = { ...asked, clock: { now: () => Date.parse('2026-10-26T12:00:00.000Z') } }
      const { activity: found } = await activityOfPerson(later)({
        tenantId,
        userId: userId(),
        days: 2,
        timeZone: 'Europe/Berlin',
      })
      expect(found!.days.map(({ from, to }) => [from, to])).toEqual([
        ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
        ['2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z'],
      ])
    })

    it('is nobody in another tenant', async () => {
      const elsewhere = { tenantId: foreign, userId: userId() }
      expect((await activityOfPerson(asked)({ ...elsewhere, days: 1, timeZone: 'UTC' })).activity).toBeNull()
      expect((await logOfPerson(asked)({ ...elsewhere, of: 'all', limit: 10 })).items).toEqual([])
      expect((await listAnomalies(asked)(foreign, { limit: 10, userId: userId() })).items).toEqual([])
    })
  })

  it('anomalies of a person are those and no others', async () => {
    const anomalies = await allPages((cursor) => listAnomalies(asked)(tenantId, { limit: 5, cursor }))
    const userId = anomalies[0]!.userId
    const theirs = anomalies.filter((anomaly) => anomaly.userId === userId).map(({ id }) => id)
    const page = await listAnomalies(asked)(tenantId, { limit: 200, userId })
    expect([page.items.map(({ id }) => id), page.total]).toEqual([theirs, theirs.length])
  })

  it('anomalies come newest first with their claim, and the sessions they flag show their risk', async () => {
    const anomalies = await allPages((cursor) => listAnomalies(asked)(tenantId, { limit: 1, cursor }))
    expect(anomalies.length).toBeGreaterThan(1)
    expect(anomalies.map(({ at }) => at)).toEqual(
      anomalies
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    for (const { id, sessionIds, user, text, severity } of anomalies) {
      expect(text).toContain(user!.name)
      const { session } = await sessionById(asked)(tenantId, sessionIds[0]!)
      expect(session!.anomalies).toContain(id)
      expect(session!.risk).toBeGreaterThanOrEqual(severity)
    }
  })

  describe('activity', () => {
    const from = '2026-10-20T07:59:30.000Z'
    const to = '2026-10-20T09:00:00.000Z'
    const timeZone = 'UTC'

    it('has every minute, empty ones too, and adds up to the same by hour and by day', async () => {
      const minutes = (await activity(asked)(tenantId, { from, to, bucket: 'minute', timeZone })).items
      expect(minutes).toHaveLength(61)
      expect(minutes[0]!.minute).toBe('2026-10-20T07:59:00.000Z')
      expect(logins(minutes)).toBe(brute('started<2026-10-20T09:00:00Z').length)
      for (const bucket of ['hour', 'day'] as const) {
        const { items } = await activity(asked)(tenantId, { from, to, bucket, timeZone })
        expect(items).toHaveLength(bucket === 'hour' ? 2 : 1)
        expect(logins(items)).toBeGreaterThanOrEqual(logins(minutes))
      }
    })

    it('has the days and hours of a zone, however long its clocks make them', async () => {
      const starts = async (bucket: 'hour' | 'day', zone: string, from: string, to: string) => {
        const { items } = await activity(asked)(tenantId, { from, to, bucket, timeZone: zone })
        return items.map(({ minute }) => minute.slice(5, 16))
      }
      expect(await starts('day', 'Europe/Berlin', '2026-10-24T12:00:00.000Z', '2026-10-26T00:00:00.000Z')).toEqual([
        '10-23T22:00',
        '10-24T22:00',
        '10-25T23:00',
      ])
      expect(await starts('hour', 'Europe/Berlin', '2026-10-25T00:00:00.000Z', '2026-10-25T02:00:00.000Z')).toEqual([
        '10-25T00:00',
        '10-25T01:00',
      ])
      expect(await starts('hour', 'Asia/Kolkata', '2026-10-25T00:10:00.000Z', '2026-10-25T01:31:00.000Z')).toEqual([
        '10-24T23:30',
        '10-25T00:30',
        '10-25T01:30',
      ])
      const all = { from: '2026-10-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }
      const total = logins((await activity(asked)(tenantId, { ...all, bucket: 'day', timeZone: 'UTC' })).items)
      for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu'])
        expect(logins((await activity(asked)(tenantId, { ...all, bucket: 'day', timeZone: zone })).items)).toBe(total)
    })

    it('knows every zone that a request may name', async () => {
      const { rows } = await asked.databases.app.query<{ unknown: string[] }>(
        `select coalesce(array_agg(name), '{}') as unknown from unnest($1::text[]) named (name)
         where not exists (select from pg_timezone_names z where lower(z.name) = lower(named.name))`,
        [[...timeZones]],
      )
      expect(rows[0]?.unknown).toEqual([])
    })

    it('refuses more buckets than anybody can look at', async () => {
      const years = {
        from: '2020-01-01T00:00:00.000Z',
        to: '2026-01-01T00:00:00.000Z',
        bucket: 'minute' as const,
        timeZone,
      }
      expect((await refusal(activity(asked)(tenantId, years))).code).toBe('invalid-request')
    })
  })

  describe('a member', () => {
    const userId = trafficUser(0, 3)
    const oneself = () => ({ tenantId, userId, sessionId: brute(`userId:${userId}`).at(-1)!.id })

    it('sees their own sessions only, the present one marked, without what was found out about them', async () => {
      const own = await allPages((cursor) => listOwnSessions(asked)(oneself(), { limit: 2, cursor }))
      expect(own.map(({ id }) => id).toReversed()).toEqual(brute(`userId:${userId}`).map(({ id }) => id))
      expect(own.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([oneself().sessionId])
      for (const row of own)
        expect(row).toMatchObject({ userId, reason: null, risk: 0, anomalies: [], anomalyRules: [] })
      expect(await countOwnSessions(asked)(oneself())).toMatchObject({
        total: own.length,
        active: own.filter(({ status }) => status === 'active').length,
      })
    })

    it('reads their own log without colleagues, reasons or rules', async () => {
      const entries = await allPages((cursor) => ownLog(asked)(oneself(), { limit: 9, cursor }))
      expect(entries.length).toBeGreaterThan(5)
      for (const entry of entries) {
        expect(entry.userId).toBe(userId)
        expect(entry.type).not.toBe('AnomalyRaised')
        for (const hidden of ['reason', 'ticket', 'operationId']) expect(entry.data).not.toHaveProperty(hidden)
        expect([entry.actor.kind, userId]).toContain(entry.actor.id)
        expect([null, 'Person 3']).toContain(entry.actor.name)
        expect(entry.text).not.toContain('Person 0')
      }
    })
  })
})
