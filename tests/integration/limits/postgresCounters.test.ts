import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresCounters, purgeLimits } from '#services/limits/gatheredCounters.ts'
import { postgresKnownOrigins, purgeKnownOrigins } from '#services/limits/knownOrigins.ts'
import { limitDefaults } from '#services/limits/limitDefaults.ts'
import { limits } from '#services/limits/limits.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.databases.app.query('delete from rate_limits')
  await database.databases.app.query('delete from known_origins')
})

const minute = 60_000

/** The callers' login, counting its statements. */
const counted = () => {
  const { app } = database.databases
  let statements = 0
  const query: Queryable['query'] = (...call) => {
    statements += 1
    return app.query(...call)
  }
  return { app: { query }, statements: () => statements }
}

describe('counters in PostgreSQL', () => {
  it('count up within their window and say how long it lasts', async () => {
    const counters = postgresCounters(database.databases.app)
    expect((await counters.add('k', 1, minute)).points).toBe(1)
    const { points, msLeft } = await counters.add('k', 2, minute)
    expect(points).toBe(3)
    expect(msLeft).toBeGreaterThan(0)
    expect(msLeft).toBeLessThanOrEqual(minute)
    expect((await counters.read('k'))?.points).toBe(3)
  })

  it('start anew when their window has ended', async () => {
    const { app } = database.databases
    const counters = postgresCounters(app)
    await counters.add('k', 5, minute)
    await app.query(`update rate_limits set expires_at = now() - interval '1 second'`)
    expect(await counters.read('k')).toBeNull()
    expect((await counters.add('k', 1, minute)).points).toBe(1)
  })

  it('never go below nothing when points are given back', async () => {
    const counters = postgresCounters(database.databases.app)
    await counters.add('k', 1, minute)
    await counters.add('k', -3, minute)
    expect((await counters.add('k', 1, minute)).points).toBe(1)
  })

  it('never go below nothing when what a window that has ended counted is given back', async () => {
    const { app } = database.databases
    const counters = postgresCounters(app)
    await counters.add('k', 3, minute)
    await app.query(`update rate_limits set expires_at = now() - interval '1 second'`)
    await counters.add('k', -3, minute)
    await counters.add('purged', -3, minute)
    expect((await counters.add('k', 1, minute)).points).toBe(1)
    expect((await counters.add('purged', 1, minute)).points).toBe(1)
  })

  it('take everything of one moment in one statement, and tell each caller its own count', async () => {
    const { app, statements } = counted()
    const counters = postgresCounters(app)
    const all = await Promise.all(Array.from({ length: 300 }, (_, index) => counters.add(`k${index % 3}`, 1, minute)))
    expect(statements()).toBe(1)
    const countsOf = (key: number) => all.filter((_, index) => index % 3 === key).map(({ points }) => points)
    expect(countsOf(0)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    expect(countsOf(2)).toEqual(countsOf(0))
  })

  it('lose no count between processes, whatever order their keys come in', async () => {
    const processes = Array.from({ length: 4 }, () => postgresCounters(database.databases.app))
    const keys = ['a', 'b', 'c', 'd', 'e']
    for (let round = 0; round < 25; round += 1)
      await Promise.all(
        processes.flatMap((counters, index) =>
          (index % 2 === 0 ? keys : keys.toReversed()).map((key) => counters.add(key, 1, minute)),
        ),
      )
    const totals = await Promise.all(keys.map((key) => processes[0]!.read(key)))
    expect(totals.map((total) => total?.points)).toEqual([100, 100, 100, 100, 100])
  })

  it('tell every caller of a statement that failed, and go on with the next', async () => {
    const { app } = database.databases
    let broken = true
    const query: Queryable['query'] = (...call) => (broken ? Promise.reject(new Error('away')) : app.query(...call))
    const counters = postgresCounters({ query })
    const failed = await Promise.allSettled([counters.add('k', 1, minute), counters.add('l', 1, minute)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    broken = false
    expect((await counters.add('k', 1, minute)).points).toBe(1)
  })

  it('are forgotten by the purge once their window has ended', async () => {
    const { app } = database.databases
    const counters = postgresCounters(app)
    await Promise.all([counters.add('old', 1, minute), counters.add('new', 1, minute)])
    await app.query(`update rate_limits set expires_at = now() - interval '1 second' where key = 'old'`)
    expect(await purgeLimits(app)).toBe(1)
    expect((await app.query('select key from rate_limits')).rows).toEqual([{ key: 'new' }])
  })
})

const make = (app: Queryable) =>
  limits({
    settings: limitDefaults,
    counters: postgresCounters(app),
    known: postgresKnownOrigins(app),
    masterKey: Buffer.alloc(32, 1),
    pause: async () => undefined,
  })

describe('limits on PostgreSQL', () => {
  const keys = {
    address: '198.51.100.7',
    caller: null,
    claimedTenant: 'acme',
    claimedEmail: 'ann@acme.test',
    claimedDevice: 'd',
  }
  it('ask whether an origin is known, count its address, the person there, the rest, ask what the person started, and give all back in one', async () => {
    const { app, statements } = counted()
    const allowance = await make(app).consume('signIn', keys)
    expect(statements()).toBe(5)
    await allowance?.succeed()
    expect(statements()).toBe(7)
  })

  it('hold over all processes together', async () => {
    const processes = Array.from({ length: 3 }, () => make(database.databases.app))
    const tries = Array.from({ length: 15 }, (_, index) => processes[index % 3]!.consume('signIn', keys))
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('know a device and an address after a restart, and after a crash of the server', async () => {
    const { app } = database.databases
    await (await make(app).consume('signIn', keys))?.succeed()
    const known = (change: object) => make(app).consume('signIn', { ...keys, ...change })
    expect(await known({ address: '192.0.2.9' })).toMatchObject({ isKnown: true })
    expect(await known({ claimedDevice: null })).toMatchObject({ isKnown: true })
    expect(await known({ address: '192.0.2.9', claimedDevice: null })).toMatchObject({ isKnown: false })
    const { rows } = await app.query(`select relpersistence from pg_class where relname = 'known_origins'`)
    expect(rows).toEqual([{ relpersistence: 'p' }])
  })

  it('forget a device after thirty days without a sign-in, and write nothing for the next on the same day', async () => {
    const { app } = database.databases
    const known = postgresKnownOrigins(app)
    const daysLeft = async () => {
      const { rows } = await app.query<{ days: number }>(
        `select round(extract(epoch from expires_at - now()) / 86400)::int as days from known_origins where key = 'k'`,
      )
      return rows[0]?.days
    }
    const age = (days: number) =>
      app.query(`update known_origins set expires_at = expires_at - interval '${days} days' where key = 'k'`)
    await known.remember(['k'])
    await app.query(`update known_origins set expires_at = expires_at - interval '20 hours' where key = 'k'`)
    await known.remember(['k'])
    expect(await daysLeft()).toBe(29)
    await age(20)
    await known.remember(['k'])
    expect(await daysLeft()).toBe(30)
    await age(31)
    expect(await known.among(['k'])).toEqual(new Set())
    expect(await purgeKnownOrigins(app)).toBe(1)
  })

  it('cost no log of the database: the table is unlogged', async () => {
    const { rows } = await database.databases.app.query(
      `select relpersistence from pg_class where relname = 'rate_limits'`,
    )
    expect(rows).toEqual([{ relpersistence: 'u' }])
  })
})
