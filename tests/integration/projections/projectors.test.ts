import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EventLog } from '#services/eventStore/eventStore.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type PlacedEvent, trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'

const trafficOf = (seed: number, events: number) => [...viewTraffic({ seed, events, tenants: 2, usersPerTenant: 5 })]

describe('projectors of one database', () => {
  let database: TestDatabase
  let log: EventLog & { close(): Promise<void> }
  let stops: (() => Promise<void>)[] = []

  beforeEach(async () => {
    database = await testDatabase()
    log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
    stops = []
  })
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()))
    await log.close()
    await database.drop()
  })

  const codec = () => sealingCodec(keyring(database.masterKey, postgresWrappedKeys(database.databases.writer)))
  const write = (traffic: Iterable<PlacedEvent>) => writeTraffic(log, codec(), traffic)
  /** Answers how to stop it. */
  const start = () => {
    const ending = new AbortController()
    const { databases } = database
    const clock = { now: () => Date.parse('2026-11-21T08:00:00.000Z') }
    const shared = { databases, log, codec: codec(), clock, logger: silentLogger, signal: ending.signal }
    const running = runProjector({ ...shared, feed: storeTailFeed(log) })
    const stop = async (): Promise<void> => {
      ending.abort()
      await running
    }
    stops.push(stop)
    return stop
  }
  const rows = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await database.databases.writer.query<Row>(sql, values)).rows
  const equalTheLog = async (): Promise<void> => {
    const head = await log.head()
    await eventually(async () => {
      expect(await rows('select distinct position from view_checkpoints')).toEqual([{ position: head }])
    }, 20_000)
    expect((await check(database)).differences).toEqual([])
  }

  it('go on where another one stopped', async () => {
    const events = trafficOf(11, 1_200)
    const stop = start()
    await write(events.slice(0, 700))
    await stop()
    await write(events.slice(700))
    start()
    await equalTheLog()
  })

  it('keep what a rebuild makes of names that no database text holds', async () => {
    const odd = ['a\0b', 'phone \ud83d']
    const events = trafficOf(17, 400).map((placed, number) => {
      const { context } = placed.event
      if (context === null || context.device === null) return placed
      const name = odd[number % odd.length] ?? null
      const named = {
        ...context,
        device: { ...context.device, id: name, name, type: 'desktop', browser: 'X 1', os: 'Y' },
      } as const
      return { ...placed, event: { ...placed.event, context: named } }
    })
    // In several batches: each goes on from the rows of the one before.
    for (let from = 0; from < events.length; from += 100) {
      const stop = start()
      await write(events.slice(from, from + 100))
      await eventually(async () => {
        expect(await rows('select distinct position from view_checkpoints')).toEqual([{ position: await log.head() }])
      }, 20_000)
      await stop()
    }
    start()
    await equalTheLog()
  })

  it('take turns: nothing is counted twice', async () => {
    start()
    start()
    start()
    await write(trafficOf(12, 1_500))
    await equalTheLog()
  })

  it('survive losing their connections in the middle of anything', async () => {
    start()
    const events = trafficOf(13, 2_000)
    for (let from = 0; from < events.length; from += 400) {
      await write(events.slice(from, from + 400))
      await rows(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'rollcall projector'`,
      )
    }
    await equalTheLog()
  })

  it('tell what each batch changed, tenant by tenant', async () => {
    await write(trafficOf(14, 400))
    start()
    await equalTheLog()
    const told = await rows<{ after: number; upto: number; numbers: string[]; ids: string[] }>(
      `select "after", upto, log_numbers::text[] as numbers, session_ids::text[] as ids
       from changes where tenant_id = $1 order by upto`,
      [trafficTenant(0)],
    )
    const [counted] = await rows<{ lines: number; sessions: number }>(
      `select (select count(*) from session_log where tenant_id = $1) as lines,
              (select count(*) from session_list where tenant_id = $1) as sessions`,
      [trafficTenant(0)],
    )
    expect(told[0]?.after).toBe(0)
    expect(told.at(-1)?.upto).toBe(await log.head())
    const everyNumber = Array.from({ length: counted!.lines }, (_, index) => String(index + 1))
    expect(told.flatMap(({ numbers }) => numbers)).toEqual(everyNumber)
    expect(new Set(told.flatMap(({ ids }) => ids)).size).toBe(counted!.sessions)
  })
})
