import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDetector } from '#services/detection/runDetector.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { type City, signedIn } from '../support/detectedEvents.ts'
import { eventually } from '../support/eventually.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'

const tenants = Array.from({ length: 10 }, () => randomUUID())
const people = 12

let stack: RelayedViews
beforeAll(async () => {
  stack = await relayedViews()
})
afterAll(() => stack?.stop())

const store = () => sealedEventStore(stack.log, stack.codec)

const detector = () => {
  const ending = new AbortController()
  const { log, codec, database } = stack
  const { feed } = stack.feed(`${stack.topic}.rules`)
  // Earlier than everything that happens: what an anomaly is written at lifts the log's time, and with it later sign-ins'.
  const clock = { now: () => Date.parse('2026-11-21T09:00:00.000Z') }
  const shared = { log, codec, store: store(), writer: database.databases.writer, clock, logger: silentLogger }
  const running = runDetector({ ...shared, feed, signal: ending.signal })
  return {
    async stop() {
      ending.abort()
      await running
    },
  }
}

/** Everybody signs in from a city, one tenant after the other. */
const everybodyFrom = async (where: City, time: string, nth: number): Promise<void> => {
  for (const [index, tenantId] of tenants.entries())
    for (let person = 0; person < people; person++) {
      const position = 1 + nth * 1_000 + index * people + person
      const event = signedIn({ tenantId, userId: derivedUuid(tenantId, person), position, time, where })
      await store().append(event.stream, [event], noStream)
    }
}
const anomalies = async () =>
  (await store().readAll({ after: 0, limit: 10_000 })).flatMap((event) =>
    event.type === 'AnomalyRaised' ? [event.data.causeEventId] : [],
  )

describe('rules fed by partitions', () => {
  it('find each oddity once, while readers come and go, partitions are added, and everything is read twice', async () => {
    stack.relay()
    let pair = [detector(), detector()]
    await sleep(3_000)
    const comingAndGoing = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await sleep(800)
        await pair[0]!.stop()
        pair = [pair[1]!, detector()]
      }
    }
    const readers = comingAndGoing()
    await everybodyFrom('berlin', '10:00:00', 0)
    await everybodyFrom('tokyo', '11:00:00', 1)
    await readers
    await eventually(async () => expect(await anomalies()).toHaveLength(tenants.length * people), 40_000)

    const admin = stack.kafka.admin()
    await admin.connect()
    await admin.createPartitions({ topicPartitions: [{ topic: stack.topic, count: 5 }] })
    await admin.disconnect()
    await everybodyFrom('berlin', '12:00:00', 2)
    await eventually(async () => expect(await anomalies()).toHaveLength(2 * tenants.length * people), 40_000)

    await Promise.all(pair.map(({ stop }) => stop()))
    await stack.database.databases.writer.query('update consumer_checkpoints set position = 0')
    const again = detector()
    await everybodyFrom('tokyo', '13:00:00', 3)
    await eventually(async () => expect(await anomalies()).toHaveLength(3 * tenants.length * people), 40_000)
    await sleep(2_000)
    await again.stop()
    const causes = await anomalies()
    expect(new Set(causes).size).toBe(3 * tenants.length * people)
    expect(causes).toHaveLength(3 * tenants.length * people)
  })
})
