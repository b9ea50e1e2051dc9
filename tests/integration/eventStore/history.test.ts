import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noStream } from '#services/eventStore/eventStore.ts'
import type { HistoryEvent } from '#services/eventStore/eventLine.ts'
import { type PostgresEventLog, postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { storableEvent, storableEvents } from '../../support/storableEvent.ts'

/** `count` events over three streams, taking turns. */
const historyOf = (count: number): HistoryEvent[] => {
  const streams = Array.from({ length: 3 }, () => `session-${randomUUID()}+${randomUUID()}`)
  return Array.from({ length: count }, (_, index) => ({
    ...storableEvent({
      type: index % 2 === 0 ? 'SessionStarted' : 'SessionRefreshed',
      at: new Date(Date.UTC(2026, 0, 1) + index * 61_007).toISOString(),
      subject: index % 3 === 0 ? null : 'somebody',
      sealed: index % 3 === 0 ? null : Buffer.from(`sealed ${index}`),
    }),
    stream: streams[index % 3]!,
    revision: Math.floor(index / 3),
  }))
}

describe('the history of a log', () => {
  let database: TestDatabase
  let log: PostgresEventLog
  beforeAll(async () => {
    database = await testDatabase()
    log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
  })
  beforeEach(() => database.databases.owner.query('truncate events'))
  afterAll(async () => {
    await log.close()
    await database.drop()
  })
  const everything = () => log.readAll({ after: 0, limit: 100_000 })

  it('is imported whole, in its order, and the log goes on from there', async () => {
    const history = historyOf(5_200)
    expect(await log.importHistory(history)).toBe(5_200)
    const stored = await everything()
    expect(stored).toMatchObject(history)
    expect(stored.map(({ position }) => position)).toEqual(history.map((_, index) => index + 1))
    const last = history.at(-1)!
    expect(await log.append(last.stream, storableEvents(1), last.revision)).toMatchObject({ position: 5_201 })
  })

  it('is not imported into a log that holds something', async () => {
    await log.append('session-1', storableEvents(1), noStream)
    await expect(log.importHistory(historyOf(3))).rejects.toThrow('The log is not empty')
    expect(await everything()).toHaveLength(1)
  })

  it('is imported not at all when a revision is missing or doubled', async () => {
    for (const wrong of [1, 3]) {
      const history = historyOf(5_100)
      history[5_050]!.revision += wrong - 2
      await expect(log.importHistory(history)).rejects.toThrow('follows')
      expect(await log.head()).toBe(0)
      expect(await everything()).toEqual([])
    }
  })
})
