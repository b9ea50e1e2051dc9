import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dropDatabase } from '../../support/dropDatabase.ts'

const urlOf = (database: string, user?: string, password?: string): string => {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${database}`
  if (user !== undefined) url.username = user
  if (password !== undefined) url.password = password
  return url.href
}

describe('opening a database', () => {
  let admin: Pool
  let database: TestDatabase
  beforeAll(async () => {
    admin = createPool({ endpoint: endpointOf(urlOf('postgres')), size: 1, applicationName: 'tests' })
    database = await testDatabase()
  })
  afterAll(async () => {
    await database.drop()
    await admin.end()
  })

  it('migrates once, whoever comes first', async () => {
    const name = `test_${randomBytes(6).toString('hex')}`
    const masterKey = randomBytes(32)
    await ensureDatabase(urlOf('postgres'), name)
    const opened = await Promise.all([1, 2, 3].map(() => openDatabases({ ownerUrl: urlOf(name), masterKey })))
    const { rows } = await opened[0]!.owner.query<{ number: number }>('select number from migrations order by number')
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
    expect(rows[0]).toEqual({ number: 1 })
    await Promise.all(opened.map((databases) => databases.close()))
    await dropDatabase(urlOf('postgres'), name, Object.values(opened[0]!.roles))
  })

  it('works with an owner who is no superuser, and leaves it the owner', async () => {
    const name = `test_${randomBytes(6).toString('hex')}`
    await admin.query(`create role ${name}_admin login createrole password 'plain'`)
    await admin.query(`create database ${name} owner ${name}_admin`)
    const settings = { ownerUrl: urlOf(name, `${name}_admin`, 'plain'), masterKey: randomBytes(32) }
    const first = await openDatabases(settings)
    await first.close()
    const again = await openDatabases(settings)
    expect(again.roles.owner).toBe(`${name}_admin`)
    expect((await again.writer.query('select * from events')).rows).toEqual([])
    await again.close()
    await dropDatabase(urlOf('postgres'), name, Object.values(again.roles))
  })

  it('refuses a migration that changed after it was applied', async () => {
    const { owner } = database.databases
    await owner.query(`update migrations set digest = 'old ' || digest where number = 1`)
    await expect(database.reopen()).rejects.toThrow('0001_log.sql has changed')
    await owner.query(`update migrations set digest = substr(digest, 5) where number = 1`)
    await (await database.reopen()).close()
  })

  it('refuses a database that a newer release has migrated, and says what to do', async () => {
    const { owner } = database.databases
    await owner.query(`insert into migrations (number, name, digest) values (9000, '9000_of_tomorrow.sql', '')`)
    await expect(database.reopen()).rejects.toThrow(
      /migrated by a newer release of Rollcall \(9000_of_tomorrow\.sql is not known here\)\. Start that release/,
    )
    await owner.query('delete from migrations where number = 9000')
    await (await database.reopen()).close()
  })

  it('refuses a login that has become mighty', async () => {
    const { roles } = database.databases
    for (const might of ['superuser', 'bypassrls']) {
      await admin.query(`alter role "${roles.app}" ${might}`)
      await expect(database.reopen()).rejects.toThrow(`${roles.app} is a superuser or bypasses`)
      await admin.query(`alter role "${roles.app}" no${might}`)
    }
  })

  it('refuses durability that was turned off for the login that appends', async () => {
    const { roles } = database.databases
    await admin.query(`alter role "${roles.writer}" set synchronous_commit = off`)
    await expect(database.reopen()).rejects.toThrow('synchronous_commit is off')
    await admin.query(`alter role "${roles.writer}" reset synchronous_commit`)
  })

  it('lets nobody else connect', async () => {
    const name = database.databases.owner.settings.endpoint.database
    await admin.query(`create role ${name}_stranger login password 'plain'`)
    const stranger = createPool({
      endpoint: endpointOf(urlOf(name, `${name}_stranger`, 'plain')),
      size: 1,
      applicationName: 'tests',
    })
    await expect(stranger.query('select 1')).rejects.toThrow('permission denied for database')
    await stranger.end()
    await admin.query(`drop role ${name}_stranger`)
  })

  it('says that the store is away when nobody answers', async () => {
    const opening = openDatabases({ ownerUrl: 'postgres://u:p@127.0.0.1:1/rollcall', masterKey: randomBytes(32) })
    await expect(opening).rejects.toMatchObject({ code: 'store-unavailable' })
  })
})
