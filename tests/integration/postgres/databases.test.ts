import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

describe('the three logins of a database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())

  it('have no mighty attributes', async () => {
    const { owner, roles } = database.databases
    const { rows } = await owner.query(
      `select rolname from pg_roles where rolname = any($1) and not (rolsuper or rolbypassrls or rolreplication or rolcreatedb)`,
      [Object.values(roles)],
    )
    expect(rows).toHaveLength(3)
  })

  it('are who the pools connect as', async () => {
    const { owner, writer, app, roles } = database.databases
    for (const [login, pool] of Object.entries({ owner, writer, app }))
      expect((await pool.query('select current_user::text as name')).rows).toEqual([{ name: roles[login as 'app'] }])
  })

  it('leave the log to the writer', async () => {
    const { writer, app } = database.databases
    expect((await writer.query('select * from events')).rows).toEqual([])
    await expect(app.query('select * from events')).rejects.toThrow('permission denied')
    await expect(writer.query('delete from events')).rejects.toThrow('permission denied')
    await expect(writer.query(`insert into events default values`)).rejects.toThrow('permission denied')
  })
})
