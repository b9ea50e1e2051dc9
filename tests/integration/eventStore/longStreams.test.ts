import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionStream, userStream } from '#events/streams.ts'
import { checkStreams } from '#services/composition/data/checkStreams.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { dropSnapshots } from '#services/eventStore/postgres/listSnapshots.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { sessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { kurrentdbDouble, type KurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { newEvent } from '../../support/newEvent.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
let server: KurrentdbDouble
beforeAll(async () => {
  database = await testDatabase()
  server = await kurrentdbDouble()
})
afterAll(async () => {
  await database.drop()
  await server.stop()
})

const [tenantId, userId] = [randomUUID(), randomUUID()]
const origin = { tenantId, actor: { kind: 'user', id: userId } as const, correlationId: 'c', context: null }
const policy = {
  accessSeconds: 1_800,
  idleSeconds: 86_400,
  absoluteSeconds: 864_000,
  graceSeconds: 10,
  neutralMessage: '.',
}
const now = () => performance.now()

/** A process with sessions, on a log of its own choice. */
const aProcess = async (data: Parameters<typeof openLog>[0], seed: string) => {
  const { store, close } = openLog(data, now)
  const ambient = testAmbient(seed)
  const keys = refreshKeys(memoryKeyStore(), randomBytes(32), ambient)
  await keys.turn()
  const reads: number[] = []
  const counting = {
    ...store,
    readStream: async (...of: Parameters<typeof store.readStream>) => {
      const events = await store.readStream(...of)
      reads.push(events.length)
      return events
    },
  } as typeof store
  return { ...sessionWriter({ store: counting, ambient, refreshKeys: keys }), ambient, store, reads, close }
}

describe.each(['PostgreSQL', 'KurrentDB'])('a long session in %s', (log) => {
  it('keeps a snapshot in PostgreSQL, by which a new process ends it after few events; a check finds it true', async () => {
    const { databases, masterKey } = database
    const data = { databases, masterKey, ...(log === 'KurrentDB' ? { kurrentdbUrl: server.url } : {}) }
    const { writer } = database.databases
    await dropSnapshots(writer)
    const first = await aProcess(data, log)
    const ann = { userId, email: 'ann@acme.test', name: 'Ann' }
    await first.store.append(userStream(tenantId, userId), [newEvent('UserRegistered', ann, { tenantId })], noStream)
    const { session } = await first.commands.start(
      {
        person: ann,
        client: { clientId: 'phone', transport: 'bearer' },
        policy,
        proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }],
        remembered: true,
      },
      origin,
    )
    const { sessionId } = session
    for (let activity = 0; activity < 450; activity += 1) {
      first.ambient.pass(900_000)
      await first.commands.recordActivity(sessionId, origin)
    }
    await first.close()
    const { rows } = await writer.query('select kind, revision from stream_snapshots')
    expect(rows).toEqual([{ kind: 'session', revision: 383 }])

    const second = await aProcess(data, `${log} again`)
    second.ambient.pass(450 * 900_000)
    const silent = { reason: null, message: null, ticket: null, operationId: null }
    const ended = await second.commands.revoke(sessionId, { cause: 'admin', ...silent }, origin)
    expect([ended.outcome, ended.session.revision]).toEqual(['ended', 451])
    expect(second.reads.reduce((sum, read) => sum + read, 0)).toBeLessThanOrEqual(256)
    expect(await second.store.streamEnd(sessionStream(tenantId, sessionId))).toBe(451)
    await second.close()
    expect(await checkStreams(data, now)).toEqual({ compared: 1, differences: [] })
  })
})

it('a check tells of a snapshot that is not what its stream comes to', async () => {
  const data = { databases: database.databases, masterKey: database.masterKey, kurrentdbUrl: server.url }
  const { store, close } = openLog(data, now)
  const { rows } = await database.databases.writer.query<{ stream: string; version: number; eventId: string }>(
    'select stream, version, event_id as "eventId" from stream_snapshots',
  )
  const { stream, version, eventId } = rows[0]!
  const of = { tenantId, stream, kind: 'session', version }
  const found = await store.snapshots.find(of)
  await store.snapshots.keep(of, userId, {
    ...found!,
    state: { session: { status: 'forged' } },
    revision: 384,
    eventId,
  })
  await close()
  expect(await checkStreams(data, now)).toEqual({
    compared: 1,
    differences: [`stream_snapshots ${stream} session: differs from its stream at revision 384`],
  })
})
