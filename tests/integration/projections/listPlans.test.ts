import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cursors } from '#services/projections/queries/cursors.ts'
import { type SessionSort, sessionSorts, sortsOf } from '#services/projections/queries/orders.ts'
import type { LogEntry, SessionRow } from '#events/live/rows.ts'
import type { LogLine } from '#services/projections/sessionLog/eventsOfLines.ts'
import type { ViewsAsked } from '#services/projections/queries/viewsAsked.ts'
import { inSnapshot } from '#services/projections/queries/snapshot.ts'
import { tenantUse } from '#services/projections/queries/tenantUse.ts'
import { withinTime } from '#services/projections/queries/withinTime.ts'
import { countSessions } from '#services/projections/sessionList/countSessions.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { logOfPerson } from '#services/projections/sessionLog/logOfPerson.ts'
import { listLog } from '#services/projections/sessionLog/listLog.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { everydayFilters, everydayLogFilters } from '../../support/everydayFilters.ts'
import { fillHistory } from '../../support/fillHistory.ts'
import { type RecordedPlan, recordedPlans } from '../../support/recordedPlans.ts'

const tenantId = derivedUuid('tenant', 'plans')
/** More than are counted however long it takes. */
const sessions = 21_000
const limit = 50
/**
 * A page is found by walking its order or by collecting what the filter finds, whichever is less. Where both cost the same they
 * cost the root of page times sessions; the planner, who guesses, may be wrong by some times.
 */
const mostPages = 4 * Math.sqrt(limit * sessions)
/** The index that row-level security lets serve a comparison: one that might leak would only filter, never find. */
const served: readonly [filter: string, index: string][] = [
  ['user:m7.chloe@acme.test', 'session_list_email'],
  ['user:m7.m*', 'session_list_email'],
  ['user:"mateo chen"', 'session_list_name'],
  ['ip:4.7.9.0/24', 'session_list_address'],
  ['deviceId:abc*', 'session_list_device'],
  ['fingerprint:1.abc*', 'session_list_fingerprint'],
  [`userId:${derivedUuid('user', 1)}`, 'session_list_person'],
  [`id:${derivedUuid('session', 1).slice(0, 8)}*`, 'session_list_pkey'],
  ['started>-1h', 'session_list_started'],
  ['lastActive>-1m', 'session_activity_used'],
  ['m7', 'session_list_email'],
  ['garcia', 'session_list_name'],
  ['status:active "bh city 3"', 'session_list_live_city'],
]

const isIdle = `(status = 'active' and last_active_at <= $2::timestamptz - interval '15 minutes')`
/** What filters of activity mean, in words of SQL. */
const sqlOf: Record<string, string> = {
  'idle:true': isIdle,
  'status:active idle:true': isIdle,
  'idle:false': `not ${isIdle}`,
  'status:active idle:false': `status = 'active' and not ${isIdle}`,
  '-idle:true': `not ${isIdle}`,
  'lastActive>-1h': `last_active_at > $2::timestamptz - interval '1 hour'`,
  '-(idle:true or expires<+8d)': `not (${isIdle} or coalesce(lapses_at < $2::timestamptz + interval '8 days', false))`,
}

const entryOf = ({ number, position }: LogLine) => ({ number, position: String(position) }) as LogEntry

describe('lists of a tenant with a long history', () => {
  let database: TestDatabase
  let recorded: ReturnType<typeof recordedPlans>
  let needs: ViewsAsked
  beforeAll(async () => {
    database = await testDatabase()
    await fillHistory(database.databases, [
      { tenantId, sessions },
      { tenantId: derivedUuid('tenant', 'beside'), sessions: 200 },
    ])
    recorded = recordedPlans(database.databases.reads)
    needs = {
      databases: { ...database.databases, reads: recorded.pool },
      cursors: cursors(randomBytes(32)),
      clock: { now: () => Date.now() },
    }
  })
  afterAll(() => database?.drop())

  const expectCheap = (plans: readonly RecordedPlan[], what: string): void => {
    expect(plans.length, what).toBeGreaterThan(0)
    for (const { pages, sorted, scanned } of plans) {
      expect(scanned, what).toEqual([])
      expect(pages, `pages read for ${what}`).toBeLessThan(mostPages)
      expect(sorted, `rows sorted for ${what}`).toBeLessThan(mostPages / 2)
    }
  }
  const pagePlans = async (filter: string, sort: SessionSort): Promise<RecordedPlan[]> => {
    const first = await listSessions(needs)(tenantId, { filter, sort, limit })
    if (first.nextCursor !== null)
      await listSessions(needs)(tenantId, { filter, sort, limit, cursor: first.nextCursor })
    return recorded.take()
  }

  it.each(everydayFilters)('read few rows for a page of sessions by %j in every order', async (filter) => {
    for (const sort of sortsOf(sessionSorts)) expectCheap(await pagePlans(filter, sort), `${filter} by ${sort}`)
  })

  it.each([36, 8])('read few rows for the first %i letters of an id that somebody pastes', async (letters) => {
    const filter = derivedUuid('session', 7).slice(0, letters)
    for (const sort of ['-startedAt', '-lastActiveAt', 'user', '-risk'] as const)
      expectCheap(await pagePlans(filter, sort), `${filter} by ${sort}`)
  })

  it.each(everydayLogFilters)('read few rows for a page of the log by %j', async (filter) => {
    const log = listLog({ ...needs, entries: async () => [] })
    const first = await log(tenantId, { filter, limit })
    if (first.nextCursor !== null) await log(tenantId, { filter, limit, cursor: first.nextCursor })
    expectCheap(recorded.take(), filter)
  })

  it.each([
    ['all', '001', 'session_log_person'],
    ['refused', '00a', 'session_log_refused'],
    ['done-to', '001', 'session_log_done_to'],
    ['done-by', '003', 'session_log_done_by'],
  ] as const)('read few rows for what is %s in the log of person %s, by its index', async (of, who, index) => {
    const log = logOfPerson({ ...needs, entries: async (_snapshot, _tenantId, lines) => lines.map(entryOf) })
    const asked = { tenantId, userId: `00000000-0000-0000-0000-000000000${who}`, of, limit: 5 }
    const first = await log(asked)
    expect(first.items.length, of).toBeGreaterThan(0)
    if (first.nextCursor !== null) await log({ ...asked, cursor: first.nextCursor })
    const plans = recorded.take()
    expectCheap(plans, of)
    for (const { indexes } of plans) expect(indexes).toEqual([index])
  })

  it.each(served)('find %s by its index', async (filter, index) => {
    await listSessions(needs)(tenantId, { filter, sort: '-risk', limit })
    expect(recorded.take().flatMap(({ indexes }) => indexes)).toContain(index)
  })

  it.each([
    ['ip:4.7.0.0/16', '-network', 'session_list_address'],
    ['started>-24h', 'id', 'session_list_started'],
    ['risk>=75', 'os', 'session_list_risk'],
  ] as const)(
    'collect the few that %s finds instead of walking by %s to where they are',
    async (filter, sort, index) => {
      await listSessions(needs)(tenantId, { filter, sort, limit })
      for (const { indexes } of recorded.take()) expect(indexes[0]).toBe(index)
    },
  )

  it.each(['client', '-client', 'deviceType', '-deviceType'] as const)(
    'find a word by %s value by value, and pass no rows of values that do not have it',
    async (sort) => {
      const every = async (sort: SessionSort): Promise<SessionRow[]> => {
        const rows: SessionRow[] = []
        for (let cursor: string | undefined; ;) {
          const page = await listSessions(needs)(tenantId, { filter: 'ios', sort, limit: 200, cursor })
          rows.push(...page.items)
          if (page.nextCursor === null) return rows
          cursor = page.nextCursor
        }
      }
      const valueOf = ({ client, device }: SessionRow): string => (sort.endsWith('client') ? client : device.type)
      const sign = sort.startsWith('-') ? -1 : 1
      const compare = (one: string, other: string): number => (one < other ? -sign : one > other ? sign : 0)
      const sorted = (await every('id')).toSorted(
        (one, other) => compare(valueOf(one), valueOf(other)) || compare(one.id, other.id),
      )
      recorded.take()
      expect(await every(sort)).toEqual(sorted)
      expect(new Set(sorted.map(valueOf)).size).toBe(2)
      recorded.take()
      await listSessions(needs)(tenantId, { filter: 'chrome', sort, limit })
      const [page] = recorded.take()
      expect(page!.indexes).toContain(
        sort.endsWith('client') ? 'session_list_app_browser' : 'session_list_kind_browser',
      )
      expect(page!.pages).toBeLessThan(2_000)
    },
  )

  it.each(['status:active', 'idle:true', '(status:active country:aa) or idle:true'])(
    'do not look among what %j finds for what only ended sessions have',
    async (filter) => {
      for (const sort of ['endedAt', '-endedAt', 'cause', '-cause'] as const) {
        const pages = await listSessions(needs)(tenantId, { filter, sort, limit })
        expect(recorded.take(), sort).toHaveLength(1)
        const byId = await listSessions(needs)(tenantId, { filter, sort: 'id', limit })
        expect(pages.items, sort).toEqual(byId.items)
        recorded.take()
      }
    },
  )

  it('are not read to find what a tenant uses, in which strangers’ sign-ins have no part', async () => {
    const { writer } = database.databases
    await writer.query(
      `insert into activity_by_minute (tenant_id, minute, logins, failures, refreshes, logouts, revocations, expiries, position)
       values ($1, now(), 0, 7, 0, 0, 0, 0, 1), ($1, now() - interval '1 day', 0, 1000, 0, 0, 0, 0, 1)`,
      [tenantId],
    )
    const { rows } = await writer.query<{ today: number }>(
      `select count(*) as today from session_log where tenant_id = $1 and at >= date_trunc('day', now(), 'UTC')`,
      [tenantId],
    )
    const plans = recordedPlans(writer)
    const connection = await plans.pool.connect()
    const use = await tenantUse(connection, needs.clock)([tenantId]).finally(() => connection.release())
    expect(use.get(tenantId)?.eventsPerDay).toBe(Math.max(0, rows[0]!.today - 7))
    expectCheap(plans.take(), 'use of a tenant')
  })

  it('need no sort for a page without a filter', async () => {
    for (const sort of sortsOf(sessionSorts)) {
      const plans = await pagePlans('', sort)
      expect(Math.max(...plans.map(({ sorted }) => sorted)), sort).toBe(0)
    }
  })

  it('are counted exactly where that is quick, and say so', async () => {
    const patient = countSessions(needs, { patience: 10_000, pages: 1_000 })
    const { total } = await patient(tenantId, { filter: 'started>-30d' })
    expect(Math.abs(total - sessions / 6)).toBeLessThan(3)
    expect(await patient(tenantId, { filter: 'risk>=25' })).toMatchObject({ kind: 'exact' })
  })

  it('are estimated where counting takes longer than anybody waits, near enough, groups too', async () => {
    const [patient, hasty] = [
      countSessions(needs, { patience: 10_000, pages: 1_000 }),
      countSessions(needs, { patience: 1, pages: 1_000 }),
    ]
    for (const filter of ['region:a*', 'method:pwd -deviceType:mobile', 'idle:false -os:windows']) {
      const exact = await patient(tenantId, { filter, by: 'os' })
      const estimated = await hasty(tenantId, { filter, by: 'os' })
      expect([exact.kind, estimated.kind]).toEqual(['exact', 'estimate'])
      const most = exact.groups![0]!
      const guessed = estimated.groups!.find(({ value }) => value === most.value)!
      expect(Math.abs(estimated.total / exact.total - 1), filter).toBeLessThan(0.15)
      expect(Math.abs(guessed.sessions / most.sessions - 1), filter).toBeLessThan(0.2)
    }
  })

  it('are estimated at once where the planner knows that counting would take longer', async () => {
    const knowing = countSessions(needs, { patience: 10_000, mostCost: 100 })
    const kindOf = async (filter: string) => (await knowing(tenantId, { filter })).kind
    expect(await kindOf('method:pwd -deviceType:mobile')).toBe('estimate')
    expect(await kindOf('user:m7.chloe@acme.test')).toBe('exact')
    expect(await kindOf('deviceType:mobile')).toBe('exact')
    expect(await kindOf('idle:true')).toBe('exact')
  })

  it('are said to be fewer than what a sample would show, where it shows none', async () => {
    const hasty = countSessions(needs, { patience: 1, pages: 1_000 })
    const rare = await hasty(tenantId, { filter: 'method:nobody -deviceType:mobile', by: 'os' })
    expect(rare).toMatchObject({ kind: 'below', groups: [] })
    expect(rare.total).toBeGreaterThan(0)
  })

  it.each(Object.entries(sqlOf))('are counted by %s without looking at their rows', async (filter, condition) => {
    const counts = recordedPlans(database.databases.counts)
    const at = Date.now()
    const asked = { databases: { ...needs.databases, counts: counts.pool }, clock: { now: () => at } }
    const { total, kind } = await countSessions(asked, { patience: 10_000 })(tenantId, { filter })
    const tables = counts.take().flatMap(({ indexes }) => indexes.map((index) => index.slice(0, 'session_list'.length)))
    expect(tables).not.toContain('session_list')
    expect(tables).toContain('session_acti')
    const { rows } = await database.databases.writer.query<{ total: number }>(
      `select count(*) as total from session_list where tenant_id = $1 and ${condition}`,
      [tenantId, new Date(at)],
    )
    expect({ total, kind }).toEqual({ total: rows[0]!.total, kind: 'exact' })
  })

  it('are counted to the end where most of a sample is other tenants’', async () => {
    const [patient, hasty] = [
      countSessions(needs, { patience: 10_000, pages: 1_000 }),
      countSessions(needs, { patience: 1, pages: 5 }),
    ]
    const asked = { filter: 'method:pwd -deviceType:mobile', by: 'os' } as const
    expect(await hasty(tenantId, asked)).toEqual(await patient(tenantId, asked))
  })

  it('leave their snapshot and its time limit as they were when a statement takes too long', async () => {
    const { counts } = database.databases
    const limitOf = `select current_setting('statement_timeout') as limit`
    await inSnapshot(counts, tenantId, async (snapshot) => {
      const before = (await snapshot.query(limitOf)).rows
      expect(await withinTime(snapshot, 20, () => snapshot.query('select pg_sleep(5)'))).toBeNull()
      expect((await snapshot.query(limitOf)).rows).toEqual(before)
      expect(await withinTime(snapshot, 5_000, async () => 'done')).toBe('done')
      expect((await snapshot.query(limitOf)).rows).toEqual(before)
      await expect(withinTime(snapshot, 5_000, () => Promise.reject(new Error('other')))).rejects.toThrow('other')
    })
  })

  it('find every entry of a time, though times fall where the clocks of processes differ', async () => {
    const beside = derivedUuid('tenant', 'beside')
    const { writer } = database.databases
    await writer.query(
      `update session_log set at = '2026-11-01'::timestamptz + number * interval '1 minute' - number % 7 * interval '6 minutes'
       where tenant_id = $1`,
      [beside],
    )
    const { rows } = await writer.query<{ number: number; at: string }>(
      'select number, at from session_log where tenant_id = $1 order by number desc',
      [beside],
    )
    const log = listLog({ ...needs, entries: async (_, __, lines) => lines as never })
    const found = async (filter: string) =>
      (await log(beside, { filter, limit: 200 })).items.map((line) => (line as unknown as { number: number }).number)
    for (const { at } of rows.filter(({ number }) => number % 97 === 0)) {
      const numbers = (test: (one: string) => boolean) =>
        rows.flatMap(({ number, at: one }) => (test(one) ? [number] : [])).slice(0, 200)
      expect(await found(`at<${at}`)).toEqual(numbers((one) => one < at))
      expect(await found(`at>=${at}`)).toEqual(numbers((one) => one >= at))
      expect(await found(`at:${at}`)).toEqual(numbers((one) => one === at))
    }
    recorded.take()
  })
})
