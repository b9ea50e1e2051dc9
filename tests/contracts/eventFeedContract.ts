import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { type EventLog, noStream, type StorableEvent, type StoredEvent } from '#services/eventStore/eventStore.ts'
import { type EventFeed, PartitionsMoved } from '#services/feed/eventFeed.ts'
import { eventually } from '../support/eventually.ts'
import { recordingConsumer, type RecordingConsumer } from '../support/recordingConsumer.ts'
import { storableEvent } from '../support/storableEvent.ts'

export interface FeedUnderTest {
  log: EventLog
  feed: EventFeed
  stop(): Promise<void>
}

const tenants = Array.from({ length: 12 }, () => randomUUID())

/** One event of each tenant in turn. */
const append = async (log: EventLog, count: number): Promise<void> => {
  const events: StorableEvent[] = Array.from({ length: count }, (_, n) => {
    return storableEvent({ tenantId: tenants[n % tenants.length]! })
  })
  for (const event of events) await log.append(`session-${event.tenantId}+${randomUUID()}`, [event], noStream)
}

const everything = (log: EventLog): Promise<StoredEvent[]> => log.readAll({ after: 0, limit: 100_000 })

/** Every event once, each tenant's in the order of the log, byte for byte as it stands there. */
const expectAll = async (log: EventLog, { applied, of }: RecordingConsumer): Promise<void> => {
  const stored = await everything(log)
  expect(applied).toHaveLength(stored.length)
  for (const tenantId of tenants) expect(of(tenantId)).toEqual(stored.filter((event) => event.tenantId === tenantId))
}

/** What every feed must do; each adapter calls it with its own factory. */
export const eventFeedContract = (name: string, create: () => Promise<FeedUnderTest>): void => {
  describe(`${name} as an event feed`, () => {
    let under: FeedUnderTest
    let log: EventLog
    beforeAll(async () => {
      under = await create()
      log = under.log
      await append(log, 130)
    })
    afterAll(() => under?.stop())

    it('hands over everything, each tenant in order, in batches of the size asked for', async () => {
      const consumer = recordingConsumer()
      const { stop } = consumer.run(under.feed, { limit: 20 })
      await eventually(() => expectAll(log, consumer))
      await append(log, 30)
      await eventually(() => expectAll(log, consumer))
      await stop()
      expect(Math.max(...consumer.batches.map(({ events }) => events.length))).toBeLessThanOrEqual(20)
      expect(consumer.adopted[0]!.length).toBeGreaterThan(0)
    })

    it('says of every batch from where to where it goes, without a gap between them', async () => {
      const consumer = recordingConsumer()
      const { stop } = consumer.run(under.feed)
      await eventually(() => expectAll(log, consumer))
      await stop()
      for (const partition of consumer.checkpoints.keys()) {
        let at = 0
        for (const { from, to, events } of consumer.batches.filter((batch) => batch.partition === partition)) {
          expect(from).toBeLessThanOrEqual(at)
          expect(events.every(({ position }) => position > from && position <= to)).toBe(true)
          at = Math.max(at, to)
        }
      }
    })

    it('goes on from the checkpoints, and nothing comes once it is told to stop', async () => {
      const consumer = recordingConsumer()
      const first = consumer.run(under.feed)
      await eventually(() => expectAll(log, consumer))
      await first.stop()
      const before = consumer.batches.length
      await append(log, 40)
      expect(consumer.batches).toHaveLength(before)
      const second = consumer.run(under.feed)
      await eventually(() => expectAll(log, consumer))
      await second.stop()
    })

    it('reads everything again for a consumer that has lost its checkpoints', async () => {
      for (let count = 0; count < 2; count++) {
        const consumer = recordingConsumer()
        const { stop } = consumer.run(under.feed)
        await eventually(() => expectAll(log, consumer))
        await stop()
      }
    })

    it('asks for the checkpoint again when the store went away in the middle of a batch', async () => {
      const consumer = recordingConsumer()
      let failures = 0
      const { stop } = consumer.run(under.feed, {
        async onBatch(batch) {
          const isLost = batch.events.length > 0 && failures < 3
          // Every other time the batch was committed all the same.
          if (!isLost || failures % 2 === 0) await consumer.onBatch(batch)
          if (!isLost) return
          failures += 1
          throw new CodedError('store-unavailable')
        },
      })
      await eventually(() => expectAll(log, consumer), 20_000)
      await stop()
      expect(failures).toBe(3)
    })

    it('begins again where somebody has moved the checkpoints back to', async () => {
      const consumer = recordingConsumer()
      let isMoved = false
      const { stop } = consumer.run(under.feed, {
        async onBatch(batch) {
          await consumer.onBatch(batch)
          if (isMoved || consumer.applied.length < 60) return
          isMoved = true
          for (const partition of consumer.checkpoints.keys()) consumer.checkpoints.set(partition, 0)
          consumer.applied.length = 0
          throw new PartitionsMoved()
        },
      })
      await eventually(() => expectAll(log, consumer), 20_000)
      await stop()
    })

    it('hands over the types asked for alone, and comes to the end of the log past all others', async () => {
      const types = ['Rare', 'RareToo']
      for (const type of ['Rare', 'Other', 'RareToo', 'Other', 'Rarely', 'Other'])
        await log.append(`session-${randomUUID()}`, [storableEvent({ type, tenantId: tenants[0]! })], noStream)
      const rare = (await everything(log)).filter(({ type }) => types.includes(type))
      const consumer = recordingConsumer()
      const { stop } = consumer.run(under.feed, { types, limit: 3 })
      const head = await log.head()
      await eventually(() => expect(Math.min(...consumer.checkpoints.values())).toBe(head))
      await stop()
      expect(consumer.applied).toEqual(rare)
    })

    it('ends with the error of a consumer that fails', async () => {
      const consumer = recordingConsumer()
      const broken = new Error('broken')
      const { consuming } = consumer.run(under.feed, { onBatch: () => Promise.reject(broken) })
      await expect(consuming).rejects.toBe(broken)
      const deaf = consumer.run(under.feed, { adopt: () => Promise.reject(broken) })
      await expect(deaf.consuming).rejects.toBe(broken)
    })
  })
}
