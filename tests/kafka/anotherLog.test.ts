import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { encodeEvent, encodeWatermark } from '#services/feed/kafka/feedMessage.ts'
import { readOrigin } from '#services/feed/kafka/relayProgress.ts'
import { partitionIndex } from '#services/feed/partitions.ts'
import { eventually } from '../support/eventually.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'

let stack: RelayedViews
beforeEach(async () => {
  stack = await relayedViews()
})
afterEach(() => stack.stop())

type Sent = { key: string | null; value: string; headers?: Record<string, Buffer> }
const send = async (messages: readonly (Sent & { partition: number })[]): Promise<void> => {
  const producer = stack.kafka.producer()
  await producer.connect()
  await producer.send({ topic: stack.topic, acks: -1, messages: messages.map((message) => ({ ...message })) })
  await producer.disconnect()
}

/** A message as the relay would put it, of an event that the store does not hold. */
const pretended = async (partitions = 3) => {
  const head = await stack.log.head()
  const [last] = await stack.log.readAt([head])
  const place = { origin: await readOrigin(stack.database.databases.writer, stack.topic), partitions, fence: 1 }
  const event = { ...last!, id: randomUUID(), stream: `session-${randomUUID()}`, revision: 0, position: head + 1 }
  const value = encodeEvent({ ...place, position: head + 1, partitionPrevious: head, previous: head }, event)
  const mark = encodeWatermark({ ...place, position: head + 1_000, partitionPrevious: head }, new Date().toISOString())
  const partition = partitionIndex(event.tenantId, 3)
  return { event: value as Sent, mark: mark as Sent, partition }
}

describe('views that a topic feeds', () => {
  it('take nothing from whoever else writes to it: ends, marks, partitions, other tenants, garbage', async () => {
    stack.relay()
    stack.projector()
    const traffic = stack.traffic(1, 1_500)
    await traffic.append(500)
    await stack.expectWhole()
    const forged = await pretended()
    const more = await pretended(4_000)
    const foreign = messageSeal(Buffer.alloc(32, 1))
    const own = messageSeal(stack.database.masterKey)
    const { partition } = forged
    const elsewhere = (partition + 1) % 3
    await send([
      { ...forged.event, partition },
      { ...forged.mark, partition },
      { ...more.mark, partition },
      { ...(foreign.mark(forged.event, partition) as Sent), partition },
      // Of the relay itself, but put where another partition's belongs.
      { ...(own.mark(forged.mark, partition) as Sent), partition: elsewhere },
      { ...(own.mark(forged.event, elsewhere) as Sent), partition: elsewhere },
      { key: null, value: '{"kind":"event"', partition },
      { key: null, value: '', partition: elsewhere },
    ])
    await traffic.append(500)
    await stack.expectWhole()
  })

  it('believe nothing of a log that went back, and go on by themselves with the one that there is', async () => {
    stack.relay()
    stack.projector()
    const traffic = stack.traffic(2, 1_500)
    await traffic.append(500)
    await stack.expectWhole()
    const { writer } = stack.database.databases
    const before = await readOrigin(writer, stack.topic)
    // What a relay of the lost timeline left behind: authentic in every way, and not in the store.
    const lost = await pretended()
    const own = messageSeal(stack.database.masterKey)
    await send([{ ...(own.mark(lost.event, lost.partition) as Sent), partition: lost.partition }])
    await eventually(async () => expect(await readOrigin(writer, stack.topic)).not.toBe(before), 30_000)
    await traffic.append(500)
    await stack.expectWhole()
  })
})
