import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { readCheckpoints } from '#services/projections/live/checkpoints.ts'
import { eventually } from '../support/eventually.ts'
import type { ProjectorOrders } from '../support/kafka/projectorProcess.ts'
import { relayedViews, type RelayedViews } from '../support/kafka/relayedViews.ts'
import { seededChance } from '../support/trafficSetting.ts'

const script = resolve(import.meta.dirname, '../support/kafka/projectorProcess.ts')
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6))

let stack: RelayedViews
let children: ChildProcess[]
beforeEach(async () => {
  stack = await relayedViews()
  children = []
})
afterEach(async () => {
  children.forEach((child) => child.kill('SIGKILL'))
  await stack.stop()
})

const projectorProcess = async (): Promise<ChildProcess> => {
  const child = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.push(child)
  const { ownerUrl, masterKey } = stack.database
  const group = { broker: inject('kafkaBroker'), topic: stack.topic, groupId: `${stack.topic}.views` }
  child.send({ ownerUrl, masterKey: masterKey.toString('base64'), ...group } satisfies ProjectorOrders)
  await once(child, 'message')
  return child
}

describe('projectors that share the partitions of a topic', () => {
  it(`lose and double nothing when one after the other is killed in the middle (seed ${seed})`, async () => {
    const chance = seededChance(seed)
    stack.relay()
    const traffic = stack.traffic(seed, 20_000)
    const ending = new AbortController()
    const flowing = traffic.flow(100, 50, ending.signal)
    let pair = await Promise.all([projectorProcess(), projectorProcess()])
    for (let kills = 0; kills < 8; kills++) {
      await sleep(400 + chance.below(1_600))
      const [killed, survivor] = chance.below(2) === 0 ? pair : pair.toReversed()
      killed!.kill('SIGKILL')
      pair = [survivor!, await projectorProcess()]
    }
    ending.abort()
    await flowing
    await stack.expectWhole()
  })

  it('have their connections to the database cut again and again, between rows and checkpoint too', async () => {
    stack.relay()
    const traffic = stack.traffic(seed, 12_000)
    stack.projector()
    const ending = new AbortController()
    const flowing = traffic.flow(200, 40, ending.signal)
    const owner = stack.database.databases.writer
    for (let cuts = 0; cuts < 25; cuts++) {
      await sleep(100)
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rollcall projector' and datname = current_database()`,
      )
    }
    ending.abort()
    await flowing
    await stack.expectWhole()
  })

  it('take over the partitions of one that died within ten seconds', async () => {
    stack.relay()
    const traffic = stack.traffic(3, 3_000)
    await traffic.append(1_000)
    const dying = await projectorProcess()
    await stack.expectWhole()
    const other = stack.projector()
    await eventually(() => expect(other.health.state().assigned).toBeGreaterThan(0), 20_000)
    dying.kill('SIGKILL')
    const diedAt = performance.now()
    await traffic.append(1_000)
    const head = await stack.log.head()
    await eventually(async () => {
      const positions = (await readCheckpoints(stack.database.databases.writer)).map(({ position }) => position)
      expect(Math.min(...positions)).toBeGreaterThanOrEqual(head)
    }, 20_000)
    const takeoverMs = performance.now() - diedAt
    console.log(`partitions of a projector that died are read by another after ${Math.round(takeoverMs)} ms`)
    expect(takeoverMs).toBeLessThan(10_000)
    await stack.expectWhole()
  })

  it('hand partitions to and fro while they read, and stop in between', async () => {
    stack.relay()
    const traffic = stack.traffic(seed + 1, 15_000)
    const ending = new AbortController()
    const flowing = traffic.flow(100, 30, ending.signal)
    stack.projector()
    for (let round = 0; round < 4; round++) {
      const guest = stack.projector()
      await sleep(1_200)
      await guest.stop()
    }
    ending.abort()
    await flowing
    await stack.expectWhole()
  })
})

describe('a partition count that grows', () => {
  it('moves tenants, and nothing is lost, doubled or swapped', async () => {
    const relay = stack.relay({ partitions: 3 })
    const traffic = stack.traffic(seed + 2, 15_000)
    const ending = new AbortController()
    await traffic.append(500)
    const [one, other] = [stack.projector(), stack.projector()]
    await eventually(() => expect(one.health.state().assigned + other.health.state().assigned).toBe(3), 20_000)
    const flowing = traffic.flow(100, 50, ending.signal)
    await sleep(1_000)
    const admin = stack.kafka.admin()
    await admin.connect()
    await admin.createPartitions({ topicPartitions: [{ topic: stack.topic, count: 7 }] })
    await admin.disconnect()
    await eventually(() => expect(one.health.state().assigned + other.health.state().assigned).toBe(7), 40_000)
    await sleep(1_000)
    ending.abort()
    await flowing
    await stack.expectWhole()
    // The relay looks every five seconds how many there are.
    await eventually(async () => expect(await readCheckpoints(stack.database.databases.writer)).toHaveLength(7), 20_000)
    await stack.expectWhole()
    expect(relay.health.state().trouble).toBeNull()
  })
})

describe('messages that are not what they should be', () => {
  it('change nothing: garbage, forgeries of another log, doubles, and what was left out is fetched from the store', async () => {
    const relay = stack.relay()
    const traffic = stack.traffic(seed + 3, 3_000)
    await traffic.append(1_000)
    const projector = stack.projector()
    await stack.expectWhole()
    const copied: { partition: number; value: Buffer | null; key: Buffer | null }[] = []
    const reader = stack.kafka.consumer({ groupId: `${stack.topic}.thief` })
    await reader.connect()
    await reader.subscribe({ topics: [stack.topic], fromBeginning: true })
    await reader.run({
      eachMessage: async ({ partition, message: { key, value } }) => void copied.push({ partition, key, value }),
    })
    await eventually(() => expect(copied.length).toBeGreaterThan(1_000))
    await reader.disconnect()

    await relay.stop()
    const events = copied.filter(({ value }) => value?.includes('"kind":"event"'))
    const forged = events.slice(0, 50).map(({ partition, key, value }) => ({
      partition,
      key,
      value: value!
        .toString()
        .replace(/"origin":"[^"]+"/, '"origin":"another"')
        .replace(/"position":\d+/, '"position":999999'),
    }))
    const producer = stack.kafka.producer()
    await producer.connect()
    const garbage = [0, 1, 2].flatMap((partition) =>
      [
        null,
        Buffer.from([0, 255, 254]),
        '',
        '{}',
        '[]\n{}',
        '{"kind":"event"}\n{}',
        '{"kind":"watermark","position":-1}',
        'x'.repeat(100_000),
      ].map((value) => ({ partition, key: null, value })),
    )
    const send = (messages: Parameters<typeof producer.send>[0]['messages']) =>
      producer.send({ topic: stack.topic, messages })
    await send(garbage)
    await send(forged)
    await send(
      events
        .toReversed()
        .slice(0, 400)
        .map(({ partition, key, value }) => ({ partition, key, value })),
    )
    await producer.disconnect()
    // Copied by nobody: a later relay says that something lies before what it writes.
    await traffic.append(500)
    const head = await stack.log.head()
    await stack.database.databases.writer.query('update relay_progress set position = $1', [head])
    stack.relay()
    await traffic.append(500)
    await stack.expectWhole()
    expect(projector.health.state().filled).toBeGreaterThanOrEqual(500)
    expect(projector.health.state().passedOver).toBeGreaterThan(400)
  })

  it('are not needed: a topic that lost everything is made up for by the store', async () => {
    const relay = stack.relay()
    const traffic = stack.traffic(seed + 4, 3_000)
    await traffic.append(1_500)
    await eventually(async () => expect(relay.health.position()).toBe(await stack.log.head()))
    const admin = stack.kafka.admin()
    await admin.connect()
    const offsets = await admin.fetchTopicOffsets(stack.topic)
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }))
    await admin.deleteTopicRecords({ topic: stack.topic, partitions })
    await admin.disconnect()
    const projector = stack.projector()
    await traffic.append(500)
    await stack.expectWhole()
    expect(projector.health.state().filled).toBeGreaterThanOrEqual(1_500)
  })
})

describe('offsets that Kafka remembers', () => {
  it('are a hint: too far ahead or back, nothing is lost or doubled, and little comes from the store', async () => {
    stack.relay()
    const traffic = stack.traffic(seed + 5, 14_000)
    const first = stack.projector()
    await traffic.append(1_000)
    await stack.expectWhole()
    await first.stop()
    // More than one read of the store: Kafka is asked for it from the checkpoint on.
    await traffic.append(12_000)
    const admin = stack.kafka.admin()
    await admin.connect()
    await eventually(async () => expect((await admin.fetchTopicOffsets(stack.topic)).length).toBe(3))
    await sleep(2_000)
    const ends = await admin.fetchTopicOffsets(stack.topic)
    const commit = (offset: (end: (typeof ends)[number]) => string) =>
      admin.setOffsets({
        groupId: `${stack.topic}.views`,
        topic: stack.topic,
        partitions: ends.map((end) => ({ partition: end.partition, offset: offset(end) })),
      })
    await commit(({ high }) => high)
    const ahead = stack.projector()
    await traffic.append(500)
    await stack.expectWhole()
    expect(ahead.health.state().filled).toBeLessThan(6_000)
    await ahead.stop()
    await commit(() => '0')
    await admin.disconnect()
    const back = stack.projector()
    await traffic.append(500)
    await stack.expectWhole()
    expect(back.health.state().filled).toBe(0)
    expect(back.health.state().passedOver).toBeGreaterThan(10_000)
  })
})
