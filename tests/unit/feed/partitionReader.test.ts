import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { noStream, type StoredEvent } from '#services/eventStore/eventStore.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { consumerHealth } from '#services/feed/kafka/feedHealth.ts'
import { decodeMessage, type FeedMessage } from '#services/feed/kafka/feedMessage.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { AnotherLog, partitionReader, PartitionsAdded } from '#services/feed/kafka/partitionReader.ts'
import { relayWriter } from '#services/feed/kafka/relayBatch.ts'
import { partitionIndex, partitionNumber } from '#services/feed/partitions.ts'
import { recordingConsumer } from '../../support/recordingConsumer.ts'
import { storableEvent } from '../../support/storableEvent.ts'
import { type Chance, seededChance } from '../../support/trafficSetting.ts'

const count = 3
const origin = 'this-log'
const seal = messageSeal(Buffer.alloc(32, 7))
const tenants = Array.from({ length: 9 }, () => randomUUID())

const filledLog = async (events: number, chance: Chance) => {
  const log = memoryEventLog()
  for (let n = 0; n < events; n++)
    await log.append(
      randomUUID(),
      [storableEvent({ tenantId: chance.pick(tenants), type: chance.pick(['Wanted', 'Other']) })],
      noStream,
    )
  return log
}

const messageOf = ({ value }: { value: unknown }): FeedMessage => decodeMessage(Buffer.from(value as string))!

/** What relays write of a log when each dies somewhere and the next begins where the one before had saved. */
const relayed = (events: readonly StoredEvent[], chance: Chance): FeedMessage[][] => {
  const partitions: FeedMessage[][] = Array.from({ length: count }, () => [])
  const progress = { origin, position: 0, tenants: new Map<string, number>() }
  for (let from = 0, fence = 1; from < events.length; fence += 1) {
    const writer = relayWriter({
      progress: { ...progress },
      fence,
      partitions: count,
      seal,
      now: () => Date.parse('2026-11-22'),
    })
    const until = Math.min(events.length, from + 1 + chance.below(40))
    for (let at = from; at < until;) {
      const run = events.slice(at, Math.min(until, at + 1 + chance.below(8)))
      const messages = writer.events(run).messages
      if (chance.below(2) === 0) messages.push(...writer.watermarks(run.at(-1)!.position))
      for (const message of messages) partitions[message.partition!]!.push(messageOf(message))
      at += run.length
    }
    // Some of what it wrote it could not save: the next one writes it again.
    from = Math.max(from + (chance.below(3) === 0 ? 1 : 0), until - chance.below(10))
    progress.position = events[from - 1]?.position ?? 0
  }
  const last = relayWriter({ progress, fence: 1_000_000, partitions: count, seal, now: () => 0 })
  for (const message of last.watermarks(events.at(-1)!.position))
    partitions[message.partition!]!.push(messageOf(message))
  return partitions
}

/** Loses some, repeats some, puts foreign ones between. */
const mistreated = (messages: readonly FeedMessage[], chance: Chance): (FeedMessage | null)[] =>
  messages.flatMap((message, index): (FeedMessage | null)[] => {
    switch (index === messages.length - 1 ? 9 : chance.below(10)) {
      case 0:
        return []
      case 1:
        return [message, message]
      case 2:
        return [...messages.slice(Math.max(0, index - chance.below(12)), index), message]
      case 3:
        return [null, { ...message, origin: 'another-log', position: message.position + 5 }, message]
      case 4:
        return [{ ...message, partitions: count - 1, position: 1_000_000 }, message]
      default:
        return [message]
    }
  })

const reading = async (seed: number) => {
  const chance = seededChance(seed)
  const log = await filledLog(150, chance)
  const events = await log.readAll({ after: 0, limit: 1_000 })
  const types = chance.below(2) === 0 ? null : ['Wanted']
  const consumer = recordingConsumer()
  const health = consumerHealth(
    () => 0,
    () => 0,
  )
  for (const [index, messages] of relayed(events, chance).entries()) {
    const partition = partitionNumber(count, index)
    consumer.checkpoints.set(partition, chance.below(30))
    const { onBatch } = consumer
    const consumption = { onBatch, types, limit: 1 + chance.below(9), signal: new AbortController().signal }
    const make = async () =>
      partitionReader({
        consumption,
        log,
        origin,
        count,
        index,
        outdated: 0,
        from: await consumer.checkpoint(partition),
        health,
        beat: async () => undefined,
        seek: async () => false,
      })
    let reader = await make()
    const given = mistreated(messages, chance)
    while (given.length > 0) {
      expect(await reader.take(given.splice(0, 1 + chance.below(20)), given.length === 0)).toBe(true)
      if (chance.below(6) === 0) reader = await make()
    }
  }
  return { consumer, events, types, health }
}

describe('a reader of one partition', () => {
  it('hands over each event once, in order, whatever happened to the messages (200 seeds)', async () => {
    let filled = 0
    for (let seed = 0; seed < 200; seed++) {
      const { consumer, events, types, health } = await reading(seed)
      filled += health.state().filled
      for (let index = 0; index < count; index++) {
        const partition = partitionNumber(count, index)
        const start = consumer.batches.find((batch) => batch.partition === partition)?.from ?? 0
        const mine = events.filter(
          ({ tenantId, position, type }) =>
            position > start && partitionIndex(tenantId, count) === index && (types?.includes(type) ?? true),
        )
        const got = consumer.applied.filter(({ tenantId }) => partitionIndex(tenantId, count) === index)
        expect(
          got.map(({ position }) => position),
          `seed ${seed}`,
        ).toEqual(mine.map(({ position }) => position))
        expect(consumer.checkpoints.get(partition), `seed ${seed}`).toBe(events.at(-1)!.position)
      }
    }
    expect(filled).toBeGreaterThan(400)
  })

  it('begins anew when messages are of more partitions than it knows', async () => {
    const chance = seededChance(1)
    const log = await filledLog(3, chance)
    const reader = partitionReader({
      consumption: { onBatch: async () => undefined, types: null, limit: 10, signal: new AbortController().signal },
      log,
      origin,
      count: 2,
      index: 0,
      outdated: 0,
      from: 0,
      health: consumerHealth(
        () => 0,
        () => 0,
      ),
      beat: async () => undefined,
      seek: async () => false,
    })
    const [messages] = relayed(await log.readAll({ after: 0, limit: 10 }), chance)
    await expect(reader.take(messages!, true)).rejects.toThrow(PartitionsAdded)
  })
})

describe('a reader of one partition whose log went back', () => {
  const quiet = {
    consumption: { types: null, limit: 100, signal: new AbortController().signal },
    health: consumerHealth(
      () => 0,
      () => 0,
    ),
    beat: async () => undefined,
    seek: async () => false,
  }
  const given = async (stored: number) => {
    const copy = memoryEventLog()
    const lost = memoryEventLog()
    for (let n = 0; n < 10; n++) {
      const event = storableEvent()
      if (n < 4) await copy.append(`stream${n}`, [event], noStream)
      await lost.append(`stream${n}`, [event], noStream)
    }
    // After the copy came other events to the places of the lost ones.
    for (let n = 4; n < stored; n++) await copy.append(`other${n}`, [storableEvent()], noStream)
    const batches: number[] = []
    const progress = (position: number) => ({ origin, position, tenants: new Map<string, number>() })
    const writer = (position: number, fence = 1) =>
      relayWriter({ progress: progress(position), fence, partitions: 1, seal, now: () => 0 })
    const messages = writer(0)
      .events(await lost.readAll({ after: 0, limit: 100 }))
      .messages.map(messageOf)
    const onBatch = async ({ events }: { events: readonly StoredEvent[] }) => {
      batches.push(...events.map(({ position }) => position))
    }
    const { consumption, ...rest } = quiet
    const reader = partitionReader({
      ...rest,
      consumption: { ...consumption, onBatch },
      log: copy,
      origin,
      count: 1,
      index: 0,
      outdated: 0,
      from: 4,
    })
    return { copy, reader, batches, messages, writer }
  }

  it('believes nothing above the end of the store', async () => {
    const { reader, batches, messages } = await given(4)
    await expect(reader.take(messages, true)).rejects.toThrow(AnotherLog)
    expect(batches).toEqual([])
  })

  it('believes nothing that the store holds other events for by now', async () => {
    const { reader, batches, messages } = await given(20)
    await expect(reader.take(messages, true)).rejects.toThrow(AnotherLog)
    expect(batches).toEqual([])
  })

  it('nor when what a later relay wrote of the present log comes with it', async () => {
    for (const [position, fence] of [
      [4, 1],
      [10, 2],
    ] as const) {
      const { copy, reader, batches, messages, writer } = await given(20)
      const present = await copy.readAll({ after: position, limit: 100 })
      const later = writer(position, fence).events(present).messages.map(messageOf)
      await expect(reader.take([...messages, ...later], true)).rejects.toThrow(AnotherLog)
      expect(batches).toEqual([])
    }
  })

  it('nor a mark beyond the end of the store', async () => {
    const { reader, batches, writer } = await given(4)
    const marks = writer(4).watermarks(9).map(messageOf)
    await expect(reader.take(marks, true)).rejects.toThrow(AnotherLog)
    expect(batches).toEqual([])
  })
})

describe('a message', () => {
  it('is taken only as its relay wrote it, and only in its own partition', () => {
    const sent = seal.mark({ key: null, value: 'a mark' }, 2)
    expect(seal.isMarked(sent, 2)).toBe(true)
    expect(seal.isMarked(sent, 1)).toBe(false)
    expect(seal.isMarked({ ...sent, value: 'another mark' }, 2)).toBe(false)
    expect(seal.isMarked({ key: null, value: 'a mark' }, 2)).toBe(false)
    expect(seal.isMarked({ ...sent, headers: { mac: 'text' } }, 2)).toBe(false)
    expect(messageSeal(Buffer.alloc(32, 8)).isMarked(sent, 2)).toBe(false)
  })

  it('brings an event as it stands in the log', async () => {
    const log = memoryEventLog()
    const payload = '{"data":{"note":"two\\nlines","text":"ü 🦊 \\u0000"}}'
    const sealed = Buffer.from([0, 10, 255])
    await log.append('one', [storableEvent({ sealed, subject: 'somebody', payload }), storableEvent()], noStream)
    const events = await log.readAll({ after: 0, limit: 10 })
    const progress = { origin, position: 0, tenants: new Map<string, number>() }
    const { messages } = relayWriter({ progress, fence: 1, partitions: 1, seal, now: () => 0 }).events(events)
    expect(messages.map(messageOf)).toMatchObject([
      { kind: 'event', previous: 0, partitionPrevious: 0, position: 1, event: events[0] },
      { kind: 'event', previous: 1, partitionPrevious: 1, position: 2, event: events[1] },
    ])
  })
})
