import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

it('a connection that is killed between two statements fails the next one and ends nothing else', async () => {
  const { owner, writer } = database.databases
  const connection = await writer.connect()
  await connection.query('begin')
  const { rows } = await connection.query<{ pid: number }>('select pg_backend_pid() as pid')
  await writer.query('select pg_terminate_backend($1)', [rows[0]!.pid])
  await new Promise((resolve) => setTimeout(resolve, 200))
  await expect(connection.query('select 1')).rejects.toBeInstanceOf(Error)
  connection.release(true)
  expect((await owner.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }])
})
