import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventLog, noStream, type StoredEvent } from '#services/eventStore/eventStore.ts'
import { type PostgresEventLog, postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { type Databases, openDatabases } from '#services/postgres/databases.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { waitUntilGone } from '#services/postgres/embedded/postmaster.ts'
import { eventually } from '../../support/eventually.ts'
import { storableEvents } from '../../support/storableEvent.ts'

const everything = async (log: EventLog, after = 0): Promise<StoredEvent[]> => {
  const events = await log.readAll({ after, limit: 5_000 })
  return events.length === 0 ? [] : [...events, ...(await everything(log, events.at(-1)!.position))]
}

describe('a log whose PostgreSQL is killed', () => {
  let folder: string
  let server: EmbeddedPostgres
  let databases: Databases
  let log: PostgresEventLog
  const patienceMs = 1_000

  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      directory: path.join(folder, 'postgres'),
      password: 'tests',
      ...(server === undefined ? {} : { port: server.port }),
    })
  const killServer = async (): Promise<void> => {
    process.kill(server.pid, 'SIGKILL')
    await waitUntilGone(server.pid, 10_000)
  }
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-crash-'))
    server = await start()
    databases = await openDatabases({ ownerUrl: server.url('postgres'), masterKey: randomBytes(32) })
    log = postgresEventLog({ databases, now: () => performance.now(), patienceMs })
  })
  afterAll(async () => {
    await log.close()
    await databases.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('holds every acknowledged event exactly once, also those that were being written', async () => {
    const acknowledged = new Map<string, number>()
    const writing = { goesOn: true }
    const write = async (): Promise<void> => {
      const stream = `session-${randomUUID()}+${randomUUID()}`
      let revision = noStream
      while (writing.goesOn) {
        const events = storableEvents(2)
        // A refusal after an outage is honest: the append's fate was not known in time. The stream tells where it stands.
        const appended = await log.append(stream, events, revision).catch(() => null)
        if (appended !== null) events.forEach(({ id }, index) => acknowledged.set(id, appended.position - 1 + index))
        revision = appended?.revision ?? (await log.readStream(stream).catch(() => [])).at(-1)?.revision ?? revision
      }
    }
    const writers = Array.from({ length: 16 }, write)
    for (let kills = 0; kills < 2; kills++) {
      while (acknowledged.size < (kills + 1) * 400) await pause(10)
      await killServer()
      server = await start()
    }
    const beforeEnd = acknowledged.size
    while (acknowledged.size < beforeEnd + 200) await pause(10)
    writing.goesOn = false
    await Promise.all(writers)

    const stored = await everything(log)
    const places = new Map(stored.map(({ id, position }) => [id, position]))
    expect(places.size).toBe(stored.length)
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1))
    for (const [id, position] of acknowledged) expect(places.get(id)).toBe(position)
  })

  it('is unavailable after a bounded time while the server is away, and works again when it is back', async () => {
    const stream = `session-${randomUUID()}+${randomUUID()}`
    await log.append(stream, storableEvents(1), noStream)
    await server.stop()
    const unavailable = { code: 'store-unavailable' }
    await expect(log.append(stream, storableEvents(1), 0)).rejects.toMatchObject(unavailable)
    await expect(log.readStream(stream)).rejects.toMatchObject(unavailable)
    await expect(log.head()).rejects.toMatchObject(unavailable)
    server = await start()
    let woken = 0
    log.onAppended(() => woken++)
    expect(await log.append(stream, storableEvents(1), 0)).toMatchObject({ revision: 1 })
    await eventually(() => expect(woken).toBeGreaterThan(0))
    expect(await log.readStream(stream)).toHaveLength(2)
  })
})
