import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { copyIn } from '#services/postgres/copyIn.ts'
import { inTenant, transaction } from '#services/postgres/transaction.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

describe('a table of tenants’ rows', () => {
  let database: TestDatabase
  const [acme, globex] = [randomUUID(), randomUUID()]
  beforeAll(async () => {
    database = await testDatabase({ app: 1 })
    const { owner, writer, roles } = database.databases
    await owner.query('create table notes (tenant_id uuid not null, note text not null)')
    await owner.query(`grant select, insert on notes to "${roles.writer}", "${roles.app}"`)
    await owner.query(`select protect_tenant_rows('notes')`)
    await writer.query('insert into notes values ($1, $3), ($2, $4)', [acme, globex, 'of acme', 'of globex'])
  })
  afterAll(() => database.drop())

  const notes = async (tenantId: string): Promise<unknown[]> =>
    inTenant(database.databases.app, tenantId, async (connection) => {
      const { rows } = await connection.query<{ note: string }>('select note from notes')
      return rows.map(({ note }) => note)
    })

  it('shows each tenant its own', async () => {
    expect(await notes(acme)).toEqual(['of acme'])
    expect(await notes(globex)).toEqual(['of globex'])
    expect(await notes(randomUUID())).toEqual([])
  })

  it('shows nothing where no tenant was named, before and after one was on the same connection', async () => {
    await notes(acme)
    const { rows } = await database.databases.app.query('select * from notes')
    expect(rows).toEqual([])
  })

  it('takes no row of another tenant', async () => {
    const foreign = inTenant(database.databases.app, acme, (connection) =>
      connection.query('insert into notes values ($1, $2)', [globex, 'forged']),
    )
    await expect(foreign).rejects.toThrow('row-level security')
    expect(await notes(globex)).toEqual(['of globex'])
  })

  it('shows the writer all and the owner none', async () => {
    const { owner, writer } = database.databases
    expect((await writer.query('select * from notes')).rows).toHaveLength(2)
    expect((await owner.query('select * from notes')).rows).toEqual([])
  })
})

describe('a transaction', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase({ owner: 1 })
    await database.databases.owner.query('create table counted (number int primary key)')
  })
  afterAll(() => database.drop())
  const backend = async (): Promise<unknown> =>
    (await database.databases.owner.query('select pg_backend_pid() as pid')).rows[0]
  const numbers = async (): Promise<unknown[]> =>
    (await database.databases.owner.query('select number from counted order by number')).rows

  it('commits what its work did', async () => {
    await transaction(database.databases.owner, (connection) => connection.query('insert into counted values (1)'))
    expect(await numbers()).toEqual([{ number: 1 }])
  })

  it('undoes it when the work throws, and keeps a connection whose state is known', async () => {
    const before = await backend()
    for (const error of ['refused', 'duplicate'])
      await expect(
        transaction(database.databases.owner, async (connection) => {
          await connection.query('insert into counted values (2)')
          if (error === 'refused') throw new CodedError('stale-revision')
          await connection.query('insert into counted values (1)')
        }),
      ).rejects.toThrow(/stale-revision|duplicate key/)
    expect(await numbers()).toEqual([{ number: 1 }])
    expect(await backend()).toEqual(before)
  })

  it('gives up a connection whose state is not known', async () => {
    const before = await backend()
    const broken = transaction(database.databases.owner, () => Promise.reject(new Error('who knows')))
    await expect(broken).rejects.toThrow('who knows')
    expect(await backend()).not.toEqual(before)
  })

  it('says that the store is away when its connection is ended under it', async () => {
    const ended = transaction(database.databases.owner, (connection) =>
      connection.query('select pg_terminate_backend(pg_backend_pid())'),
    )
    await expect(ended).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await numbers()).toEqual([{ number: 1 }])
  })

  it('copies rows in, all or none', async () => {
    const { owner } = database.databases
    const lines = Array.from({ length: 5_000 }, (_, index) => Buffer.from(`${index + 100}\n`))
    await transaction(owner, (connection) => copyIn(connection, 'copy counted from stdin', lines))
    expect(await numbers()).toHaveLength(5_001)
    const refused = transaction(owner, (connection) =>
      copyIn(connection, 'copy counted from stdin', [Buffer.from('7000\nnot a num'), Buffer.from('ber\n')]),
    )
    await expect(refused).rejects.toThrow('invalid input syntax')
    expect(await numbers()).toHaveLength(5_001)
  })

  it('answers positions as numbers and instants as ISO text', async () => {
    const { owner } = database.databases
    const text = `select 9007199254740991::int8 as position, '2026-11-21 08:00:00.5+02'::timestamptz as at,
      '1999-12-31 23:59:59.123456Z'::timestamptz as before, '{"a":[1]}'::json as json`
    expect((await owner.query(text)).rows).toEqual([
      { position: 2 ** 53 - 1, at: '2026-11-21T06:00:00.500Z', before: '1999-12-31T23:59:59.123Z', json: { a: [1] } },
    ])
    await expect(owner.query('select 9007199254740992::int8')).rejects.toThrow('safe integers')
  })
})
