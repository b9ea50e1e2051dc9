import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTenant } from '#services/postgres/transaction.ts'
import { views } from '#services/projections/views.ts'
import type { ProjectedViews } from '../../support/projectedViews.ts'
import { rebuildOf, viewsOfTraffic } from './viewsUnderTest.ts'

const names = views.flatMap(({ tables }) => tables.map(({ name }) => name))

describe.each([
  ['as they were migrated', false],
  ['after a rebuild', true],
])('tables of views %s', (_, rebuilds) => {
  let stack: ProjectedViews
  beforeAll(async () => {
    stack = await viewsOfTraffic(31, 900)
    if (rebuilds) await rebuildOf(stack)
  })
  afterAll(() => stack.stop())

  it.each(names)(
    '%s shows the callers’ login nothing unless it names a tenant, then only that one’s rows',
    async (name) => {
      const { app, writer } = stack.database.databases
      const { rows: tenants } = await writer.query<{ tenant: string; count: number }>(
        `select tenant_id as tenant, count(*) as count from ${name} group by tenant_id`,
      )
      // What was retired is told of few tenants: one of them is enough to see that nobody else's is shown.
      expect(tenants.length).toBeGreaterThan(name === 'retention' ? 0 : 1)
      expect((await app.query(`select * from ${name}`)).rows).toEqual([])
      for (const { tenant, count } of tenants) {
        const seen = await inTenant(app, tenant, (connection) =>
          connection.query<{ tenant: string }>(`select tenant_id as tenant from ${name}`),
        )
        expect(seen.rows).toHaveLength(count)
        expect(new Set(seen.rows.map((row) => row.tenant))).toEqual(new Set([tenant]))
      }
    },
  )

  it.each(names)('%s takes no write of the callers’ login, and shows its own owner nothing', async (name) => {
    const { app, owner, writer } = stack.database.databases
    const { rows } = await writer.query<{ tenant: string }>(`select tenant_id as tenant from ${name} limit 1`)
    const attempt = inTenant(app, rows[0]!.tenant, (connection) => connection.query(`delete from ${name}`))
    await expect(attempt).rejects.toThrow('permission denied')
    expect((await owner.query(`select * from ${name}`)).rows).toEqual([])
  })
})
