import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { addReaderLogin, listReaderLogins, removeReaderLogin } from '#services/postgres/readerLogins.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { views } from '#services/projections/views.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/schema.md'), 'utf8')
const statements = [...page.matchAll(/```sql\n([^]*?)```/g)].map(([, statement]) => statement!)
const startsAt = '2026-10-20T08:00:00.000Z'
const tables = views.flatMap((view) => view.tables.map(({ name }) => name))
const tenantId = trafficTenant(0)
const login = `reader_${tenantId.slice(-12)}_${process.pid}`

describe('a login for readers', () => {
  let under: ProjectedViews
  let reader: pg.Client
  const signIn = async (): Promise<pg.Client> => {
    const url = new URL(under.database.ownerUrl)
    url.username = login
    url.password = 'a password of its own'
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    return client
  }
  const database = () => new URL(under.database.ownerUrl).pathname.slice(1)
  const rowsOf = async (client: pg.Client, table: string) =>
    (
      await client.query<{ rows: string; tenants: string[] }>(
        `select count(*) as rows, array_agg(distinct tenant_id::text) as tenants from ${table}`,
      )
    ).rows[0]!

  beforeAll(async () => {
    under = await projectedViews(Date.parse(startsAt) + 3_000_000)
    await under.write(viewTraffic({ seed: 3, events: 1_000, usersPerTenant: 20, startsAt }))
    await addReaderLogin(under.database.databases.owner, {
      database: database(),
      login,
      password: 'a password of its own',
      tenantId,
      tables,
    })
    reader = await signIn()
  })
  afterAll(async () => {
    await reader?.end()
    const { owner } = under.database.databases
    await removeReaderLogin(owner, database(), login)
    await under.stop()
    const superuser = new pg.Client({ connectionString: inject('postgresUrl') })
    await superuser.connect()
    await superuser.query(`drop role if exists "${database()}_reader"`)
    await superuser.end()
  })

  it('sees every row of its tenant in every view, and no other tenant’s', async () => {
    for (const table of tables) {
      const { rows } = await under.database.databases.writer.query<{ rows: number }>(
        `select count(*) as rows from ${table} where tenant_id = $1`,
        [tenantId],
      )
      const seen = await rowsOf(reader, table)
      expect([table, Number(seen.rows)]).toEqual([table, rows[0]!.rows])
      expect(seen.tenants ?? [tenantId]).toEqual([tenantId])
    }
  })

  it('cannot choose another tenant', async () => {
    await reader.query(`select set_config('rollcall.tenant_id', $1, false)`, [trafficTenant(1)])
    expect((await rowsOf(reader, 'session_list')).tenants).toEqual([tenantId])
  })

  it('reads nothing else and writes nothing, even if it asks to', async () => {
    await reader.query('set default_transaction_read_only = off')
    for (const refused of [
      'select * from events limit 1',
      'select * from secrets limit 1',
      'select * from subject_keys limit 1',
      'select * from reader_logins limit 1',
      'update session_list set reason = null',
      'delete from session_log',
    ])
      await expect(reader.query(refused), refused).rejects.toMatchObject({ code: '42501' })
  })

  it.each(statements.map((statement) => ({ statement })))('answers $statement', async ({ statement }) => {
    const { fields } = await reader.query(statement.replaceAll('now()', `timestamptz '2026-10-20 09:00Z'`))
    expect(fields.length).toBeGreaterThan(2)
  })

  it('has statements to answer', () => expect(statements.length).toBeGreaterThan(5))

  it('sees what it saw after a rebuild', async () => {
    const before = await rowsOf(reader, 'user_overview')
    const { databases, masterKey } = under.database
    await rebuild({ databases, masterKey })
    expect(await rowsOf(reader, 'user_overview')).toEqual(before)
  })

  it('is listed, and is gone when it is removed', async () => {
    const { owner } = under.database.databases
    expect((await listReaderLogins(owner)).map((one) => [one.login, one.tenantId])).toEqual([[login, tenantId]])
    expect(await removeReaderLogin(owner, database(), login)).toBe(true)
    await expect(rowsOf(reader, 'session_list')).rejects.toMatchObject({ code: '42501' })
    await expect(signIn()).rejects.toMatchObject({ code: '28P01' })
    expect(await removeReaderLogin(owner, database(), login)).toBe(false)
  })
})
