import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retentionStream } from '#events/streams.ts'
import { CodedError } from '#services/ports/errors.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { views } from '#services/projections/views.ts'
import { newEvent } from '../../support/newEvent.ts'
import type { ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant } from '../../support/viewTraffic.ts'
import { checkOf, now, viewsOfTraffic } from './viewsUnderTest.ts'

/** A column of each table that somebody might like to change, and to what. */
const forgeries: Record<string, [column: string, forged: string]> = {
  retention: ['sessions', 'sessions + 1'],
  session_list: ['ended_by_id', `'nobody'`],
  session_activity: ['refreshes', '1000'],
  session_log: ['actor_id', `'nobody'`],
  vocabulary: ['word', `'forged'`],
  activity_by_minute: ['failures', 'failures + 1'],
  live_distribution: ['active', 'active + 1'],
  user_overview: ['status', `'disabled'`],
  person_activity: ['sign_ins', 'sign_ins + 1'],
  anomaly_list: ['evidence', `'{}'`],
  operation_list: ['reason', `'none'`],
  operation_results: ['outcome', `'gone'`],
}
const tables = views.flatMap(({ tables }) => tables)

describe('a check of the views', () => {
  let stack: ProjectedViews
  beforeAll(async () => {
    stack = await viewsOfTraffic(21, 3_000)
    const tenantId = trafficTenant(0)
    const nothing = { rowsBefore: null, sessionsBefore: null, entriesBefore: null, countsBefore: null }
    const removed = { sessions: 0, entries: 0, minutes: 0, quarters: 0 }
    const at = new Date(now).toISOString()
    const made = { id: tenantId, tenantId, at, correlationId: tenantId }
    const event = newEvent('RecordsRetired', { ...nothing, removed }, made)
    await stack.write([{ stream: retentionStream(tenantId), revision: 0, event }])
  })
  afterAll(() => stack?.stop())

  it('finds no difference where nobody touched anything, and covers the whole log', async () => {
    const checked = await checkOf(stack)
    expect(checked.differences).toEqual([])
    expect(checked.position).toBe(await stack.log.head())
    const { rows } = await stack.database.databases.writer.query<{ count: number }>(
      `select ${tables.map(({ name }) => `(select count(*) from ${name})`).join(' + ')} as count`,
    )
    expect(checked.rows).toBe(rows[0]!.count)
  })

  it('has a forgery for every table there is', () => {
    expect(Object.keys(forgeries)).toEqual(tables.map(({ name }) => name))
  })

  it('finds one changed row in each table and names it with its column, quoting nobody’s data', async () => {
    const { writer } = stack.database.databases
    const expected: string[] = []
    for (const { name, key, clearKey } of tables) {
      const [column, forged] = forgeries[name]!
      const keys = key.join(', ')
      const { rows } = await writer.query<{ row: string }>(
        `update ${name} set ${column} = ${forged} where (${keys}) = (select ${keys} from ${name} order by ${keys} limit 1)
         returning ${clearKey.map((part) => `'${part}=' || ${part}`).join(` || ' ' || `)} as row`,
      )
      expect(rows).toHaveLength(1)
      const said = key.includes(column) ? ['missing', 'should not be there'] : [`differs in ${column}`]
      expected.push(...said.map((difference) => `${name} ${rows[0]!.row}: ${difference}`))
    }
    expect((await checkOf(stack)).differences).toEqual(expected)
  })

  it('repairs nothing, shows nobody its tables and leaves none behind', async () => {
    const { owner, app } = stack.database.databases
    const before = await checkOf(stack)
    expect((await checkOf(stack)).differences).toEqual(before.differences)
    const { rows } = await owner.query(`select nspname from pg_namespace where nspname like 'views\\_%'`)
    expect(rows).toEqual([])
    await expect(app.query('select from views_check.session_list')).rejects.toThrow(/does not exist/)
  })

  it('tells no more differences of a table than it is asked for', async () => {
    const { databases, masterKey } = stack.database
    await databases.writer.query(`update session_log set correlation = 'forged' where tenant_id = $1`, [
      trafficTenant(2),
    ])
    const { differences } = await check({ databases, masterKey, limit: 3 })
    expect(differences.filter((line) => line.startsWith('session_log '))).toHaveLength(3)
  })

  it('lets the views be read and moved meanwhile', async () => {
    const { databases, masterKey } = stack.database
    let isChecking = true
    const checking = check({ databases, masterKey }).finally(() => (isChecking = false))
    let reads = 0
    while (isChecking) {
      await stack.views.liveSessionIds(trafficTenant(0), trafficTenant(1)).catch((error: unknown) => {
        throw error instanceof CodedError ? new Error(error.code) : error
      })
      reads += 1
    }
    await checking
    expect(reads).toBeGreaterThan(1)
  })
})
