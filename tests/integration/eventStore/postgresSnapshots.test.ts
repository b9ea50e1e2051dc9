import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { postgresSnapshots } from '#services/eventStore/postgres/postgresSnapshots.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { snapshotAt, snapshotsContract } from '../../contracts/snapshotsContract.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const [tenantId, subject] = [randomUUID(), randomUUID()]
const failures: unknown[] = []
const open = () => {
  const { writer } = database.databases
  const keys = keyring(database.masterKey, postgresWrappedKeys(writer))
  return { keys, ...postgresSnapshots({ writer, keys, onFailure: (error) => void failures.push(error) }) }
}
const aStream = () => ({ tenantId, stream: `session-${tenantId}+${randomUUID()}`, kind: 'session', version: 1 })

snapshotsContract('PostgreSQL', async () => {
  const { keys, find, keep } = open()
  await keys.ensure([
    { tenantId, subject },
    { tenantId, subject: '' },
  ])
  return { snapshots: { find, keep }, tenantId, subject, stop: async () => undefined }
})

it('shows nothing of a state to whoever reads the table', async () => {
  const of = aStream()
  await open().keep(of, subject, snapshotAt(200, { email: 'zoe@acme.test' }))
  const { rows } = await database.databases.writer.query<{ sealed: Buffer }>(
    'select sealed from stream_snapshots where stream = $1',
    [of.stream],
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]!.sealed.toString('latin1')).not.toContain('zoe')
})

it('opens and keeps nothing for a person whose key is gone, and makes no new one', async () => {
  const forgotten = { tenantId, subject: randomUUID() }
  const of = aStream()
  const { keys, keep } = open()
  await keys.ensure([forgotten])
  await keep(of, forgotten.subject, snapshotAt(200))
  await database.databases.owner.query('alter table subject_keys no force row level security')
  await database.databases.owner.query('delete from subject_keys where subject = $1', [forgotten.subject])
  const afterwards = open()
  expect(await afterwards.find(of)).toBeNull()
  const another = aStream()
  await afterwards.keep(another, forgotten.subject, snapshotAt(200))
  const { rows } = await database.databases.writer.query('select from stream_snapshots where stream = $1', [
    another.stream,
  ])
  expect(rows).toEqual([])
  expect(await postgresWrappedKeys(database.databases.writer).findSubjects([forgotten])).toEqual([])
  expect(failures).toEqual([])
})

it('takes a row that was altered for none', async () => {
  const of = aStream()
  await open().keep(of, subject, snapshotAt(200))
  await database.databases.writer.query('update stream_snapshots set revision = 150 where stream = $1', [of.stream])
  expect(await open().find(of)).toBeNull()
})

it('tells of what it could not keep, and fails nobody', async () => {
  const of = { ...aStream(), tenantId: 'not-a-tenant' }
  await open().keep(of, subject, snapshotAt(200))
  expect(failures).toHaveLength(1)
})
