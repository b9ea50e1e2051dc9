import type { Admin } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeWatermark } from '#services/feed/kafka/feedMessage.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { readOrigin } from '#services/feed/kafka/relayProgress.ts'
import { withAdmin } from '#services/feed/kafka/seekByCheckpoint.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { readCheckpoints } from '#services/projections/live/checkpoints.ts'
import { eventually } from '../support/eventually.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'

let stack: RelayedViews
let said: string[]
beforeEach(async () => {
  stack = await relayedViews()
  said = []
})
afterEach(() => stack.stop())

const logger = {
  ...silentLogger,
  warn: (message: string) => void said.push(message),
  error: (message: string) => void said.push(message),
}
/** After this time a reader must have found its way on by itself. */
const recoveredWithinMs = 60_000

const asAdmin = <Result>(ask: (admin: Admin) => Promise<Result>): Promise<Result> => withAdmin(stack.kafka, ask)
const make = (numPartitions: number) =>
  asAdmin((admin) => admin.createTopics({ topics: [{ topic: stack.topic, numPartitions }], waitForLeaders: true }))
const remove = async (): Promise<void> => {
  await asAdmin((admin) => admin.deleteTopics({ topics: [stack.topic] }))
  await eventually(() => asAdmin(async (admin) => expect(await admin.listTopics()).not.toContain(stack.topic)))
}
const partitionsRead = async () => (await readCheckpoints(stack.database.databases.writer)).length

describe('a topic that is deleted and made anew', () => {
  it.each([
    { before: 7, after: 3 },
    { before: 3, after: 5 },
    { before: 4, after: 4 },
  ])(
    'with $after partitions in place of $before is read on from by those who read the old one',
    async ({ before, after }) => {
      await make(before)
      // Which makes the topic anew as soon as it misses it.
      stack.relay({ partitions: after })
      const projectors = [stack.projector({ logger }), stack.projector({ logger })]
      const traffic = stack.traffic(before, 3_000)
      await traffic.append(1_000)
      await stack.expectWhole()
      await remove()
      await traffic.append(1_000)
      await stack.expectWhole(recoveredWithinMs)
      // The store makes up for what a reader misses, so its views may be whole before it has counted the partitions again.
      await eventually(async () => expect(await partitionsRead()).toBe(after), recoveredWithinMs)
      // More partitions may be learnt from a message before anybody counts, as when some are added.
      if (after < before) await eventually(() => expect(said).not.toEqual([]), recoveredWithinMs)
      await eventually(() => expect(projectors.map(({ health }) => health.state().trouble)).toEqual([null, null]))
      await traffic.append(500)
      await stack.expectWhole()
    },
    180_000,
  )

  it('while nobody reads it is read from the beginning by whoever comes', async () => {
    await make(6)
    stack.relay()
    const first = stack.projector()
    const traffic = stack.traffic(11, 3_000)
    await traffic.append(1_000)
    await stack.expectWhole()
    await first.stop()
    await remove()
    await make(2)
    await traffic.append(500)
    stack.projector()
    await stack.expectWhole(recoveredWithinMs)
    await eventually(async () => expect(await partitionsRead()).toBe(2), recoveredWithinMs)
  })
})

describe('a message that tells of more partitions than there are', () => {
  it('with the mark that only Rollcall can make, is taken for an old one once the partitions were counted again', async () => {
    stack.relay()
    const projector = stack.projector({ logger })
    const traffic = stack.traffic(12, 2_000)
    await traffic.append(500)
    await stack.expectWhole()
    const seal = messageSeal(stack.database.masterKey)
    const origin = await readOrigin(stack.database.databases.writer, stack.topic)
    const place = { origin, partitions: 4_000, fence: 1, position: 1, partitionPrevious: 0 }
    const told = seal.mark(encodeWatermark(place, new Date().toISOString()), 0)
    const producer = stack.kafka.producer()
    await producer.connect()
    await producer.send({ topic: stack.topic, messages: [{ ...told, partition: 0 }] })
    await producer.disconnect()
    await traffic.append(500)
    await stack.expectWhole(recoveredWithinMs)
    expect(projector.health.state().trouble).toBeNull()
  })
})
