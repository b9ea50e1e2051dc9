import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { importInOrder } from '#services/eventStore/postgres/importHistory.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
/** A superuser's, to another database of the server. */
let server: Pool
let name: string
beforeAll(async () => {
  database = await testDatabase()
  server = createPool({ endpoint: endpointOf(inject('postgresUrl')), size: 1, applicationName: 'tests' })
  name = new URL(database.ownerUrl).pathname.slice(1)
})
afterAll(async () => {
  await server.end()
  await database.drop()
})

const cutOff = () => server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
const away = { code: 'store-unavailable', details: { retryAfterSeconds: 1 } }

describe('a database', () => {
  it('that takes no connections for a while is away, and then there again', async () => {
    const { writer } = database.databases
    await server.query(`alter database ${name} allow_connections false`)
    await cutOff()
    await expect
      .poll(() => writer.query('select 1').catch((error: unknown) => error))
      .toMatchObject({
        ...away,
        details: { cause: { code: '55000' } },
      })
    await server.query(`alter database ${name} allow_connections true`)
    expect((await writer.query('select 1')).rowCount).toBe(1)
  })

  it('that only reads, as before another is promoted, is away to whoever writes', async () => {
    const { writer } = database.databases
    await server.query(`alter database ${name} set default_transaction_read_only = on`)
    await cutOff()
    await expect
      .poll(() =>
        writer.query('select 1').then(
          ({ rowCount }) => rowCount,
          () => 0,
        ),
      )
      .toBe(1)
    await expect(writer.query('delete from parked_events')).rejects.toMatchObject(away)
    await server.query(`alter database ${name} reset default_transaction_read_only`)
    await cutOff()
    await expect
      .poll(() =>
        writer.query('delete from parked_events').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
  })

  it('whose log has another head than an import says is there: its answer is no', async () => {
    const imported = importInOrder(database.databases.writer)(7, [])
    await expect(imported).rejects.toThrow('Somebody else appends to this log')
  })
})
