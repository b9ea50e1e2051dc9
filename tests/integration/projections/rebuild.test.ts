import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { views } from '#services/projections/views.ts'
import type { RebuildProgress } from '#services/projections/rebuild/buildShadow.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { readLastRebuild } from '#services/projections/rebuild/lastRebuild.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'
import { checkOf, now, rebuildOf, viewsOfTraffic } from './viewsUnderTest.ts'

const tables = views.flatMap(({ tables }) => tables)

describe('views of a log', () => {
  let stack: ProjectedViews
  beforeAll(async () => {
    stack = await viewsOfTraffic(1, 3_000)
  })
  afterAll(() => stack.stop())

  it('equal a rebuild, row for row', async () => {
    const { differences, rows } = await checkOf(stack)
    expect(differences).toEqual([])
    expect(rows).toBeGreaterThan(3_000)
  })

  it.each(views.map(({ name }) => name))('equal a rebuild of %s alone, with what it follows', async (name) => {
    const { databases, masterKey } = stack.database
    const rebuilt = await rebuild({ databases, masterKey, views: [name] })
    expect(rebuilt.views).toContain(name)
    expect((await checkOf(stack)).differences).toEqual([])
  })

  it('have in the database the columns that the code fills', async () => {
    for (const { name, columns } of tables) {
      const { rows } = await stack.database.databases.owner.query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
         where attrelid = $1::regclass and attnum > 0 order by attnum`,
        [`public.${name}`],
      )
      const known = new Map([
        ['timestamptz', 'timestamp with time zone'],
        ['float8', 'double precision'],
      ])
      // Rows are copied by the columns' names, so a column that came with a migration may stand at the end.
      const filled = columns.map(({ name: column, type }) => ({ name: column, type: known.get(type.sql) ?? type.sql }))
      expect(new Set(rows)).toEqual(new Set(filled))
    }
  })

  it('are told apart from the log when somebody changes, adds or removes a row', async () => {
    const { writer } = stack.database.databases
    await writer.query(
      `update session_list set refreshes = refreshes + 1, cause = 'forged'
       where (tenant_id, session_id) = (select tenant_id, session_id from session_list order by session_id limit 1)`,
    )
    await writer.query(`delete from session_log where tenant_id = $1 and number = 17`, [trafficTenant(1)])
    await writer.query(
      `insert into live_distribution (tenant_id, facet, value, sessions, active, folded) values ($1, 'country', 'XX', 1, 1, 'xx')`,
      [trafficTenant(0)],
    )
    const { differences } = await checkOf(stack)
    expect(differences).toHaveLength(3)
    expect(differences[0]).toMatch(/^session_list tenant_id=\S+ session_id=\S+: differs in cause, refreshes$/)
    expect(differences[1]).toBe(`session_log tenant_id=${trafficTenant(1)} number=17: missing`)
    expect(differences[2]).toBe(
      `live_distribution tenant_id=${trafficTenant(0)} facet=country value=XX: should not be there`,
    )
    await rebuildOf(stack)
    expect((await checkOf(stack)).differences).toEqual([])
  })

  it('can be rebuilt one by one; counters bring the sessions along', async () => {
    const { databases, masterKey } = stack.database
    const { views } = await rebuild({ databases, masterKey, views: ['user_overview'] })
    expect([...views].sort()).toEqual(['retention', 'session_list', 'user_overview'])
    expect((await checkOf(stack)).differences).toEqual([])
  })

  it('say how far a rebuild has come', async () => {
    const { databases, masterKey } = stack.database
    const steps: string[] = []
    const { position } = await rebuild({
      databases,
      masterKey,
      onProgress({ step, done, total }) {
        expect(done).toBeLessThanOrEqual(total)
        if (steps.at(-1) !== step) steps.push(step)
      },
    })
    expect(steps.slice(0, 2)).toEqual(['fold', 'index'])
    expect(position).toBe(await stack.log.head())
    expect(await readLastRebuild(databases.writer)).toMatchObject({
      views: views.map(({ name }) => name),
      state: 'done',
      parked: 0,
    })
  })

  it('are the same when rows that go on take more memory than there may be, so that the rest of the log is projected', async () => {
    const { databases, masterKey } = stack.database
    const steps = new Set<string>()
    const onProgress = ({ step }: RebuildProgress) => steps.add(step)
    const upto = await stack.log.head()
    await rebuild({ databases, masterKey, mostKeptBytes: 100_000, onProgress })
    expect(steps).toEqual(new Set(['fold', 'index', 'catch-up']))
    expect(await checkOf(stack)).toMatchObject({ position: upto, differences: [] })
    expect(await check({ databases, masterKey, mostKeptBytes: 200_000 })).toMatchObject({ differences: [] })
  })

  it('are rebuilt and checked by one at a time', async () => {
    const both = await Promise.allSettled([rebuildOf(stack), rebuildOf(stack)])
    const refused = both.filter((outcome) => outcome.status === 'rejected')
    expect(both).toHaveLength(2)
    if (refused.length > 0) expect(String(refused[0]!.reason)).toContain('Another rebuild or check')
    expect((await checkOf(stack)).differences).toEqual([])
  })
})

describe('views of a log of days', () => {
  it('equal a rebuild, which lets go of minutes while it reads', async () => {
    const stack = await projectedViews(now)
    try {
      await stack.write(viewTraffic({ seed: 6, events: 2_000, usersPerTenant: 12, stepMs: 240_000 }))
      expect((await checkOf(stack)).differences).toEqual([])
    } finally {
      await stack.stop()
    }
  })
})

describe('a rebuild under load', () => {
  it('swaps in tables that equal the log, while events keep coming, and nobody misses a change', async () => {
    const traffic = [...viewTraffic({ seed: 2, events: 6_000, usersPerTenant: 12 })]
    const stack = await projectedViews(now)
    try {
      await stack.write(traffic.slice(0, 2_000))
      let isWriting = true
      const writing = stack.write(traffic.slice(2_000)).finally(() => (isWriting = false))
      let rebuilds = 0
      while (isWriting || rebuilds === 0) {
        await rebuildOf(stack)
        rebuilds += 1
      }
      await writing
      const { differences, position } = await checkOf(stack)
      expect(differences).toEqual([])
      expect(position).toBe(await stack.log.head())
    } finally {
      await stack.stop()
    }
  })

  it('leaves every table behind the walls that stood around it before', async () => {
    const stack = await viewsOfTraffic(4, 300)
    try {
      await rebuildOf(stack)
      for (const { name } of tables) {
        const { rows } = await stack.database.databases.owner.query('select view_table_gaps($1, $2) as gap', [
          'public',
          name,
        ])
        expect(rows).toEqual([])
      }
    } finally {
      await stack.stop()
    }
  })

  it('refuses to swap in a table that lacks one of them', async () => {
    const stack = await viewsOfTraffic(5, 300)
    const { owner } = stack.database.databases
    try {
      await owner.query(`create or replace function secure_view_table(target_schema text, view_table text) returns void
        language sql as $$ select $$`)
      await expect(rebuildOf(stack)).rejects.toThrow(/session_list lacks row-level security/)
      const { rows } = await owner.query('select view_table_gaps($1, $2) as gap', ['public', 'session_list'])
      expect(rows).toEqual([])
    } finally {
      await stack.stop()
    }
  })
})
