import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userStream } from '#events/streams.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { newEvent } from '../../support/newEvent.ts'

const close = async (codec: EventCodec, userId: string): Promise<StoredEvent> => {
  const event = newEvent('UserRegistered', { userId, email: 'zoe@acme.test', name: 'Zoë' })
  const stream = userStream(event.tenantId, userId)
  const [stored] = await codec.close(stream, [event])
  return { ...stored!, stream, revision: 0, position: 1 }
}

describe('personal keys in PostgreSQL', () => {
  let database: TestDatabase
  let others: Databases
  beforeAll(async () => {
    database = await testDatabase()
    others = await database.reopen()
  })
  afterAll(async () => {
    await others.close()
    await database.drop()
  })
  const codecOver = ({ writer }: Databases): EventCodec =>
    sealingCodec(keyring(database.masterKey, postgresWrappedKeys(writer)))
  it('are the same for processes that need them first at the same moment', async () => {
    const userIds = Array.from({ length: 50 }, () => randomUUID())
    const codecs = [codecOver(database.databases), codecOver(others), codecOver(others)]
    const closed = await Promise.all(codecs.flatMap((codec) => userIds.map((userId) => close(codec, userId))))
    const opened = await codecOver(database.databases).open(closed)
    expect(opened).toHaveLength(150)
    expect(opened.every(({ data }) => 'email' in data && data.email === 'zoe@acme.test')).toBe(true)
  })

  it('are committed before anything is sealed with them', async () => {
    const userId = randomUUID()
    await close(codecOver(database.databases), userId)
    const { rows } = await others.writer.query('select 1 from subject_keys where subject = $1', [userId])
    expect(rows).toHaveLength(1)
  })

  it('can be read by nobody who answers callers, and changed by nobody', async () => {
    const { app, writer } = database.databases
    for (const table of ['tenant_keys', 'subject_keys']) {
      await expect(app.query(`select * from ${table}`)).rejects.toThrow('permission denied')
      await expect(writer.query(`update ${table} set wrapped = ''`)).rejects.toThrow('permission denied')
    }
  })
})
