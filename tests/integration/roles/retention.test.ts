import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Frame } from '#events/live/frames.ts'
import type { RetentionEvent } from '#events/retention/events.ts'
import { entryLeaves, retirementsAmong, sessionLeaves } from '#events/retention/leaving.ts'
import type { ActivityMinute, LogEntry, SessionRow } from '#events/live/rows.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { testDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type Fleet, spawnRollcall, testFleet } from '../../support/fleet.ts'
import { emailOf, password, type SignedInClient } from '../../support/rollcall.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'

const dayMs = 86_400_000
const startsAt = (Math.floor(Date.now() / dayMs) - 4) * dayMs
const retention = { rowsDays: 1, countsDays: 2 }

let fleet: Fleet
/** Of a tenant that is to keep a day of rows and two of counts, and of one that keeps everything. */
let admin: SignedInClient
let neighbour: SignedInClient
/** A list that was open before, and what it is told. */
let socket: Socket
const frames: Frame[] = []

/** Four days of two tenants. */
const withHistory = async () => {
  const database = await testDatabase({ owner: 2, writer: 4, app: 4 })
  const { log, codec, close } = openLog(database, () => performance.now())
  const settings = { seed: 23, events: 1_500, tenants: 2, usersPerTenant: 12, oddPercent: 0, stepMs: 400_000 }
  const traffic = viewTraffic({ ...settings, startsAt: new Date(startsAt).toISOString() })
  // They are registered by the command, which claims their names, and by the clock of today.
  await writeTraffic(
    log,
    codec,
    Array.from(traffic).filter(({ event }) => event.type !== 'TenantRegistered'),
  )
  await close()
  return database
}
const adminOf = async (tenant: number): Promise<SignedInClient> => {
  const [slug, tenantId] = [`tenant${tenant}`, trafficTenant(tenant)]
  const { commands } = fleet.tenants
  const origin = { actor: { kind: 'system', id: 'tests' }, correlationId: 'tests', context: null } as const
  await commands.registerTenant({ tenantId, slug, name: slug }, origin)
  const credential = { kind: 'password', password, path: 'password' } as const
  await commands.addUser(
    { tenantId, email: emailOf('admin', slug), name: 'Admin', roles: ['admin'], credential },
    origin,
  )
  return fleet.signIn(slug, 'admin')
}
beforeAll(async () => {
  fleet = await testFleet({ database: await withHistory() })
  await fleet.start(['api', 'projector', 'realtime'])
  admin = await adminOf(0)
  neighbour = await adminOf(1)
  socket = io(`${fleet.url}/live`, { transports: ['websocket'], auth: { token: admin.accessToken } })
  socket.on('frame', (frame: Frame) => frames.push(frame))
  await new Promise((resolve) => socket.once('hello', resolve))
})
afterAll(async () => {
  socket.close()
  await fleet.end()
}, 60_000)

const every = async <Item>(client: SignedInClient, path: string): Promise<Item[]> => {
  const items: Item[] = []
  for (let cursor = ''; ;) {
    const { body } = await client.get(`${path}&limit=200${cursor}`)
    const page = body as { items: Item[]; nextCursor: string | null }
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = `&cursor=${page.nextCursor}`
  }
}

/** Everything that the tenant's people can list and count of its four days. */
const shown = async (client: SignedInClient) => {
  const days = `from=${new Date(startsAt).toISOString()}&to=${new Date(startsAt + 5 * dayMs).toISOString()}`
  const counted = (await client.get('/v1/sessions/count?by=country')).body as { total: number; groups: unknown }
  const activity = (await client.get(`/v1/analytics/activity?${days}&bucket=hour`)).body as { items: ActivityMinute[] }
  return {
    sessions: await every<SessionRow>(client, '/v1/sessions?sort=startedAt'),
    // What is written meanwhile is no history.
    entries: (await every<LogEntry>(client, '/v1/log?filter=type:Session*')).filter(
      ({ at }) => Date.parse(at) < startsAt + 4 * dayMs,
    ),
    people: await every<object>(client, '/v1/people?sort=name'),
    counted,
    hours: activity.items.filter(({ logins, logouts, expiries }) => logins + logouts + expiries > 0),
  }
}
type Shown = Awaited<ReturnType<typeof shown>>

/** Answers how much the preview said would leave. */
const setRetention = async (rules: Policy['retention']) => {
  const { body, headers } = await admin.get('/v1/policy')
  const policy = { ...(body as { policy: Policy }).policy, retention: rules }
  const preview = await admin.post('/v1/policy/preview', { policy })
  const saved = await admin.send('PUT', '/v1/policy', { policy, confirm: 0 }, { 'if-match': headers.get('etag')! })
  expect(saved).toMatchObject({ status: 200 })
  return (preview.body as { retires: { sessions: number; entries: number; counts: number } }).retires
}
const retirements = async (): Promise<RetentionEvent['data'][]> =>
  (await every<LogEntry>(admin, '/v1/log?filter=type:RecordsRetired')).map(({ data }) => data as RetentionEvent['data'])

/** As an operator says it beside the processes. */
const rollcall = async (command: 'check' | 'rebuild'): Promise<{ code: number | null; said: string }> => {
  const { child, output } = spawnRollcall([command], { ...fleet.environment })
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  return { code, said: output() }
}

const furthest = (bounds: readonly (string | null)[]): string =>
  bounds.filter((bound) => bound !== null).reduce((one, other) => (one > other ? one : other), '')

/** What is left of it by the rule alone. */
const leftOf = (before: Shown, rowsBefore: string, countsBefore: string) => ({
  sessions: before.sessions.filter(({ endedAt }) => endedAt === null || endedAt >= rowsBefore).map(({ id }) => id),
  entries: before.entries.filter(({ at }) => at >= rowsBefore).map(({ number }) => number),
  hours: before.hours.filter(({ minute }) => minute >= countsBefore),
})
const namesOf = ({ sessions, entries, hours }: Shown) => ({
  sessions: sessions.map(({ id }) => id),
  entries: entries.map(({ number }) => number),
  hours,
})

describe('retention of a tenant, beside one that keeps everything', () => {
  let before: Shown
  let beside: Shown
  let after: Shown
  let told: RetentionEvent['data'][]

  it('takes from lists, counts and charts what the rule says and nothing else, and the log tells how much', async () => {
    before = await shown(admin)
    beside = await shown(neighbour)
    const foretold = await setRetention(retention)
    await (await fleet.start(['sweeper'])).leads('sweeper')
    const retired = await eventually(async () => {
      const now = await retirements()
      expect(furthest(now.map(({ rowsBefore }) => rowsBefore))).not.toBe('')
      expect(furthest(now.map(({ countsBefore }) => countsBefore))).not.toBe('')
      return now
    })
    const rowsBefore = furthest(retired.map((one) => one.rowsBefore))
    const countsBefore = furthest(retired.map((one) => one.countsBefore))
    expect(Date.parse(rowsBefore) % dayMs).toBe(0)
    expect(Math.floor((Date.now() - Date.parse(rowsBefore)) / dayMs)).toBe(retention.rowsDays)
    expect(Math.floor((Date.now() - Date.parse(countsBefore)) / dayMs)).toBe(retention.countsDays)
    const left = leftOf(before, rowsBefore, countsBefore)
    await eventually(async () => expect(namesOf(await shown(admin))).toEqual(left))
    after = await shown(admin)
    told = await retirements()
    const removed = (kind: keyof RetentionEvent['data']['removed']) =>
      told.reduce((sum, one) => sum + one.removed[kind], 0)
    expect(removed('sessions')).toBe(before.sessions.length - after.sessions.length)
    expect(removed('sessions')).toBeGreaterThan(20)
    expect({
      sessions: removed('sessions'),
      entries: removed('entries'),
      counts: removed('minutes') + removed('quarters'),
    }).toEqual(foretold)
    // Who was registered, and what sessions did.
    expect(removed('entries')).toBeGreaterThan(before.entries.length - after.entries.length)
    expect(after.counted.total).toBe(after.sessions.length)
    expect(before.counted.total - after.counted.total).toBe(removed('sessions'))
    expect(removed('minutes')).toBeGreaterThan(0)
    expect(removed('quarters')).toBeGreaterThan(0)
  })

  it('tells pages that are open exactly which rows to let go of', async () => {
    await eventually(() => {
      const retired = frames.flatMap(({ log }) => retirementsAmong(log))
      const stays = <Row>(leaves: (row: Row, one: RetentionEvent['data']) => boolean, row: Row): boolean =>
        !retired.some((one) => leaves(row, one))
      const kept = before.sessions.filter((row) => stays(sessionLeaves, row))
      expect(kept.map(({ id }) => id)).toEqual(after.sessions.map(({ id }) => id))
      const entries = before.entries.filter((row) => stays(entryLeaves, row))
      expect(entries.map(({ number }) => number)).toEqual(after.entries.map(({ number }) => number))
    })
  })

  it('tells operators when and how much, of all tenants together', async () => {
    const operator = await fleet.signIn('system', 'operator')
    const { body } = await operator.get('/v1/system')
    const removed = told.map((one) => one.removed)
    const sum = (of: (one: RetentionEvent['data']['removed']) => number) =>
      removed.reduce((all, one) => all + of(one), 0)
    expect((body as { retention: object }).retention).toEqual({
      lastAt: expect.any(String),
      tenants: 1,
      sessions: sum(({ sessions }) => sessions),
      entries: sum(({ entries }) => entries),
      counts: sum(({ minutes, quarters }) => minutes + quarters),
    })
  })

  it('touches nothing of the tenant beside it', async () => {
    expect(await shown(neighbour)).toEqual(beside)
  })

  it('still tells every event of a session that has left, whose row is answered like one that never was', async () => {
    const gone = before.sessions.find(({ id }) => !after.sessions.some((listed) => listed.id === id))!
    const events = await admin.get(`/v1/sessions/${gone.id}/events`)
    expect(events.status).toBe(200)
    const types = (events.body as { items: LogEntry[] }).items.map(({ type }) => type)
    expect(types[0]).toBe('SessionStarted')
    expect(types.some((type) => ['SessionLoggedOut', 'SessionExpired', 'SessionRevoked'].includes(type))).toBe(true)
    expect((await admin.get(`/v1/sessions/${gone.id}`)).status).toBe(404)
    expect((await neighbour.get(`/v1/sessions/${gone.id}/events`)).status).toBe(404)
  })

  it('agrees with check, and neither a rebuild nor a rule that keeps more brings anything back', async () => {
    expect(await rollcall('check')).toMatchObject({ code: 0 })
    expect(await setRetention({ rowsDays: null, countsDays: null })).toEqual({ sessions: 0, entries: 0, counts: 0 })
    expect(await rollcall('rebuild')).toMatchObject({ code: 0 })
    expect(await shown(admin)).toEqual(after)
    expect(await shown(neighbour)).toEqual(beside)
    expect(await rollcall('check')).toMatchObject({ code: 0 })
    expect(await retirements()).toEqual(told)
  })
})
