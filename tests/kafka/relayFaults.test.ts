import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countPartitions } from '#services/feed/kafka/eventsTopic.ts'
import { decodeMessage, type FeedMessage } from '#services/feed/kafka/feedMessage.ts'
import { RelayFenced, saveProgress, takeOver } from '#services/feed/kafka/relayProgress.ts'
import { withAdmin } from '#services/feed/kafka/seekByCheckpoint.ts'
import { partitionIndex } from '#services/feed/partitions.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { eventually } from '../support/eventually.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'

let stack: RelayedViews
beforeEach(async () => {
  stack = await relayedViews()
})
afterEach(() => stack.stop())

interface Placed {
  partition: number
  message: FeedMessage
}

/** Everything in the topic so far, as it stands there. */
const readTopic = async (upTo: number): Promise<Placed[]> => {
  const found: Placed[] = []
  await eventually(async () =>
    expect(await withAdmin(stack.kafka, (admin) => countPartitions(admin, stack.topic))).toBe(3),
  )
  const reader = stack.kafka.consumer({ groupId: `${stack.topic}.reader.${performance.now()}` })
  await reader.connect()
  await reader.subscribe({ topics: [stack.topic], fromBeginning: true })
  await reader.run({
    eachMessage: async ({ partition, message }) =>
      void found.push({ partition, message: decodeMessage(message.value)! }),
  })
  await eventually(() => {
    const marks = new Set(
      found.flatMap(({ partition, message }) =>
        message.kind === 'watermark' && message.position >= upTo ? [partition] : [],
      ),
    )
    expect(marks.size).toBe(3)
  }, 20_000)
  await reader.disconnect()
  return found
}

describe('the relay', () => {
  it('writes each event once, by its tenant, as it stands in the log, and links it to those before it', async () => {
    stack.relay()
    await stack.traffic(1, 2_500).append(2_500)
    const head = await stack.log.head()
    const stored = await stack.log.readAll({ after: 0, limit: 10_000 })
    const found = await readTopic(head)
    const events = found.flatMap(({ partition, message }) => (message.kind === 'event' ? [{ partition, message }] : []))
    const inOrder = events.toSorted((one, other) => one.message.position - other.message.position)
    expect(inOrder.map(({ message }) => message.event)).toEqual(stored)

    const lastOfTenant = new Map<string, number>()
    for (const { partition, message } of inOrder) {
      const { tenantId } = message.event
      expect(partition).toBe(partitionIndex(tenantId, 3))
      expect(message.previous).toBe(lastOfTenant.get(tenantId) ?? 0)
      lastOfTenant.set(tenantId, message.position)
    }
    for (const partition of [0, 1, 2]) {
      let last = 0
      for (const { message } of found.filter((each) => each.partition === partition)) {
        expect(message.partitionPrevious).toBe(last)
        if (message.kind === 'event') last = message.position
        else expect(message.position).toBeGreaterThanOrEqual(last)
      }
    }
  })

  it('marks each partition every second, so that nothing new can be told from no relay', async () => {
    const relay = stack.relay()
    const projector = stack.projector()
    await stack.traffic(1, 200).append(200)
    await stack.expectWhole()
    await sleep(3_000)
    expect(projector.health.state().watermarkAgeMs).toBeLessThan(2_500)
    await relay.stop()
    await sleep(4_000)
    expect(projector.health.state().watermarkAgeMs).toBeGreaterThan(3_500)
  })

  it('goes on from what was acknowledged, tenants linked across its end', async () => {
    const traffic = stack.traffic(2, 2_000)
    const first = stack.relay()
    await traffic.append(1_000)
    await eventually(async () => expect(first.health.position()).toBe(await stack.log.head()))
    await first.stop()
    await traffic.append(1_000)
    stack.relay()
    const found = await readTopic(await stack.log.head())
    const events = found.flatMap(({ message }) => (message.kind === 'event' ? [message] : []))
    expect(events).toHaveLength(await stack.log.head())
    const known = new Set([0, ...events.map(({ position }) => position)])
    expect(events.every(({ previous }) => known.has(previous))).toBe(true)
    expect(new Set(events.map(({ fence }) => fence)).size).toBe(2)
  })

  it('of an earlier fence can save nothing any more', async () => {
    const { writer } = stack.database.databases
    const { origin } = await takeOver(writer, stack.topic, 5)
    const save = (fence: number, position: number) =>
      saveProgress(writer, { topic: stack.topic, fence, origin, position, tenants: new Map() })
    await save(5, 10)
    expect((await takeOver(writer, stack.topic, 7)).position).toBe(10)
    await expect(save(5, 20)).rejects.toThrow(RelayFenced)
    await expect(takeOver(writer, stack.topic, 6)).rejects.toThrow(RelayFenced)
    await save(7, 30)
    expect((await takeOver(writer, stack.topic, 8)).position).toBe(30)
  })
})

describe('relays that fight for the lease', () => {
  it('write some twice, and views hold each event once', async () => {
    const traffic = stack.traffic(3, 20_000)
    const { writer } = stack.database.databases
    /** Long between what brokers have and what is known of it: time enough for another to come in between. */
    const slow: Queryable = {
      async query(statement, values) {
        if (typeof statement !== 'string' && statement.name === 'relay_save_progress') await sleep(300)
        return writer.query(statement, values)
      },
    }
    const relays = [1, 2, 3].map(() => stack.relay({ ttlMs: 1_500, writer: slow }))
    const projector = stack.projector()
    const ending = new AbortController()
    const flowing = traffic.flow(100, 30, ending.signal)
    const fenceNow = async () => (await writer.query<{ fence: number }>('select fence from leases')).rows[0]?.fence ?? 0
    await eventually(async () => expect(await fenceNow()).toBeGreaterThan(0))
    // The lease is taken from whoever has it, who does not know for a while: two copy at once.
    for (let round = 0; round < 12; round++) {
      await writer.query(`update leases set expires_at = '-infinity'`)
      await sleep(700)
    }
    ending.abort()
    await flowing
    expect(await fenceNow()).toBeGreaterThan(5)
    await stack.expectWhole()
    expect(relays.filter(({ health }) => health.state().events > 0).length).toBeGreaterThan(1)
    expect(projector.health.state().passedOver).toBeGreaterThan(0)
  })

  it('are followed by a stand-by within ten seconds when the one at work dies', async () => {
    const { writer } = stack.database.databases
    const traffic = stack.traffic(4, 1_000)
    // One that died: its lease is there, nobody renews it.
    await writer.query(
      `insert into leases (name, holder, fence, expires_at)
       values ($1, 'died', 1, clock_timestamp() + interval '6 seconds')`,
      [`relay ${stack.topic}`],
    )
    const diedAt = performance.now()
    const standBy = stack.relay()
    await traffic.append(500)
    await eventually(async () => expect(standBy.health.position()).toBe(await stack.log.head()), 15_000)
    const takeoverMs = performance.now() - diedAt
    console.log(`a relay that died is followed after ${Math.round(takeoverMs)} ms`)
    expect(takeoverMs).toBeLessThan(10_000)
  })
})
