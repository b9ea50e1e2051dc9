import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileFilter } from '#services/projections/filter/compileFilter.ts'
import { logComparisons } from '#services/projections/sessionLog/logComparisons.ts'
import { readFilter } from '#services/projections/filter/readFilter.ts'
import { sessionComparisons } from '#services/projections/sessionList/sessionComparisons.ts'
import { sqlParameters } from '#services/projections/filter/sqlParameters.ts'
import { inSnapshot } from '#services/projections/queries/snapshot.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

const tenantId = derivedUuid('tenant', 'indexes')
const someId = derivedUuid('session', 1)
const now = Date.now()

/** Two tenants with many sessions and events each, so that looking at a whole tenant is what costs. */
const fill = async ({ databases: { writer, owner } }: TestDatabase): Promise<void> => {
  await writer.query(
    `insert into session_list select
       case when n % 2 = 0 then $1::uuid else gen_random_uuid() end, gen_random_uuid(), n, gen_random_uuid(), '{}',
       case when n % 20 < 2 then 'active' else 'expired' end, now() - n * interval '1 minute', now() - n * interval '1 minute',
       now(), now(), 1, 1, now(), 'idle', null, null, null, null, 'app' || n % 50, '{}', now(), '{}', '{}', '{}', 0, '[]', 0, null,
       'mail' || n, 'name' || n, 'app' || n % 50, 'desktop', 'device' || n, 'chrome', 'chrome', 'linux', 'linux',
       '9.0.0.0'::inet + n, 'net', 'c' || n % 60, null, null, '{}', '{}', 0, null
     from generate_series(1, 30000) n`,
    [tenantId],
  )
  await writer.query(
    `insert into session_log select $1, n, n, now(), gen_random_uuid(), 'sessionrefreshed', gen_random_uuid(), gen_random_uuid(),
       'user', 'u', true, null, 'c', null, null, null, null, null, null, null, null, null, null, null, null
     from generate_series(1, 20000) n`,
    [tenantId],
  )
  await owner.query('analyze session_list, session_log')
}

describe('row-level security', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
    await fill(database)
  })
  afterAll(() => database?.drop())

  /** The plan as the callers' login gets it. A comparison that might leak would only filter, never find. */
  const planOf = (text: string, values: unknown[]): Promise<string> =>
    inSnapshot(database.databases.app, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })

  const planOfFilter = (target: 'sessions' | 'log', filter: string): Promise<string> => {
    const parameters = sqlParameters()
    const comparisons = target === 'log' ? logComparisons : sessionComparisons
    const condition = compileFilter(readFilter(filter, target, now), comparisons, { parameters, now })
    const table = target === 'log' ? 'session_log l' : 'session_list s'
    return planOf(`select from ${table} where ${condition}`, parameters.values)
  }

  it.each([
    ['country:DE,FR', 'session_list_country', 'country'],
    ['app:web', 'session_list_app', 'app'],
    ['ip:10.0.0.0/8', 'session_list_address', 'ip'],
    ['deviceId:abc', 'session_list_device', 'device_id'],
    ['deviceId:abc*', 'session_list_device', 'device_id'],
    [`userId:${someId}`, 'session_list_person', 'user_id'],
    [`id:${someId.slice(0, 8)}*`, 'session_list_pkey', 'session_id'],
    ['started>-2h', 'session_list_started', 'started_at'],
    ['idle:true', 'session_list_active', 'last_active_at'],
  ])('lets an index serve %s', async (filter, index, column) => {
    const plan = await planOfFilter('sessions', filter)
    expect(plan).toContain(index)
    expect(plan).toMatch(new RegExp(`Index Cond: .*\\b${column}\\b`))
  })

  it('lets two indexes serve an e-mail or a name, whole or by its beginning', async () => {
    for (const filter of ['user:ann@acme.test', 'user:ann*']) {
      const plan = await planOfFilter('sessions', filter)
      expect(plan).toMatch(/session_list_email[\s\S]*Index Cond: .*user_email/)
      expect(plan).toMatch(/session_list_name[\s\S]*Index Cond: .*user_name/)
    }
  })

  it('lets indexes serve one session or one person of the log', async () => {
    expect(await planOfFilter('log', `session:${someId}`)).toMatch(/session_log_session[\s\S]*Index Cond: .*session_id/)
    expect(await planOfFilter('log', `userId:${someId}`)).toMatch(/session_log_person[\s\S]*Index Cond: .*user_id/)
  })

  it.each(['started_at', 'ended_at'])(
    'lets an index find the place where a page begins and give its order by %s',
    async (column) => {
      const plan = await planOf(
        `select from session_list s where s.tenant_id = $1 and s.${column} is not null
           and (s.${column}, s.session_id) < ($2::timestamptz, $3::uuid)
         order by s.${column} desc, s.session_id desc limit 51`,
        [tenantId, new Date(now).toISOString(), someId],
      )
      expect(plan).toMatch(new RegExp(`Index Cond: .*ROW\\(${column}, session_id\\)`))
      expect(plan).not.toContain('Sort')
    },
  )
})
