import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noStream, type Stretch } from '#services/eventStore/eventStore.ts'
import { appendBatch } from '#services/eventStore/postgres/appendBatch.ts'
import { type PostgresEventLog, postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { storableEvent, storableEvents } from '../../support/storableEvent.ts'

const newStream = (): string => `session-${randomUUID()}+${randomUUID()}`

describe('a log that two processes append to', () => {
  let database: TestDatabase
  let others: Databases
  let log: PostgresEventLog
  let other: PostgresEventLog
  beforeAll(async () => {
    database = await testDatabase()
    others = await database.reopen()
    log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
    other = postgresEventLog({ databases: others, now: () => performance.now() })
  })
  afterAll(async () => {
    await Promise.all([log.close(), other.close()])
    await others.close()
    await database.drop()
  })

  /** Resolves once the server shows an appender waiting for a lock. */
  const somebodyWaits = async (): Promise<void> => {
    const { owner, roles } = database.databases
    const text = 'select 1 from pg_locks join pg_stat_activity using (pid) where not granted and usename = $1'
    while ((await owner.query(text, [roles.writer])).rows.length === 0) await pause(5)
  }

  it('refuses whole, and leaves no gap for, an append of two events that waited behind another connection', async () => {
    const stream = newStream()
    const before = await log.head()
    let waited: Promise<unknown> | undefined
    await transaction(others.writer, async (connection) => {
      await appendBatch(connection, [{ stream, events: storableEvents(1), expectedRevision: noStream }])
      waited = log.append(stream, storableEvents(2), noStream).catch((error: unknown) => error)
      await somebodyWaits()
    })
    expect(await waited).toMatchObject({ code: 'stale-revision' })
    expect(await log.readStream(stream)).toHaveLength(1)
    const next = await log.append(newStream(), storableEvents(1), noStream)
    expect([await log.head(), next.position]).toEqual([before + 2, before + 2])
  })

  it('takes up the positions of an append that was rolled back', async () => {
    const before = await log.head()
    const interrupted = transaction(others.writer, async (connection) => {
      await appendBatch(connection, [{ stream: newStream(), events: storableEvents(3), expectedRevision: noStream }])
      throw new Error('the process died')
    })
    await expect(interrupted).rejects.toThrow('the process died')
    expect(await log.append(newStream(), storableEvents(1), noStream)).toEqual({ position: before + 1, revision: 0 })
  })

  it('lets one process through where both append to the same revision', async () => {
    const streams = Array.from({ length: 50 }, newStream)
    const outcomes = await Promise.allSettled(
      streams.flatMap((stream) => [log, other].map((each) => each.append(stream, storableEvents(2), noStream))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(streams.length)
    for (const stream of streams) expect(await log.readStream(stream)).toHaveLength(2)
  })

  it('wakes the readers of the other process', async () => {
    let woken = 0
    const unlisten = other.onAppended(() => woken++)
    await eventually(async () => {
      await log.append(newStream(), storableEvents(1), noStream)
      expect(woken).toBeGreaterThan(0)
    })
    unlisten()
  })

  it('tells its own readers what it appended, and nothing more when the server reports it', async () => {
    await log.append(newStream(), storableEvents(1), noStream)
    const told: (Stretch | undefined)[] = []
    const unlisten = log.onAppended((stretch) => void told.push(stretch))
    let reported = 0
    const unlistenOther = other.onAppended(() => void (reported += 1))
    const positions: number[] = []
    for (let count = 0; count < 20; count += 1)
      positions.push((await log.append(newStream(), storableEvents(1), noStream)).position)
    await eventually(() => expect(reported).toBeGreaterThan(0))
    unlisten()
    unlistenOther()
    expect(told.filter((stretch) => stretch !== undefined).map(({ upTo }) => upTo)).toEqual(positions)
    expect(told.length - positions.length).toBeLessThan(positions.length / 2)
  })

  it('fails alone, beside neighbours that are stored, when an event cannot be stored at all', async () => {
    const good = Array.from({ length: 5 }, newStream)
    const bad = [
      storableEvent({ payload: '{ not json' }),
      storableEvent({ id: 'not a uuid' }),
      storableEvent({ at: 'yesterday' }),
      storableEvent({ type: 'nul \u0000' }),
    ]
    const outcomes = await Promise.allSettled([
      ...good.map((stream) => log.append(stream, storableEvents(1), noStream)),
      ...bad.map((event) => log.append(newStream(), [event], noStream)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([...good.map(() => 'fulfilled'), ...bad.map(() => 'rejected')])
    for (const stream of good) expect(await log.readStream(stream)).toHaveLength(1)
  })
})
