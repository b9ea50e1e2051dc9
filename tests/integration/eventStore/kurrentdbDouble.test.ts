import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type AllStreamResolvedEvent,
  ANY,
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  streamNameFilter,
} from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'

type Credentials = { username: string; password: string }
const paths: Record<string, { credentials?: Credentials }> = {
  BatchAppend: {},
  Append: { credentials: { username: 'a', password: 'b' } },
}

/** What real servers were observed to do, seen through the client as the adapter sees it. */
describe.each(['23.10.8', '24.2.0'] as const)('the double of EventStoreDB %s', (version) => {
  let double: KurrentdbDouble
  let client: EventStoreDBClient
  beforeAll(async () => {
    double = await kurrentdbDouble({ behaviour: { version } })
    client = EventStoreDBClient.connectionString(double.url)
  })
  afterAll(async () => {
    await client.dispose()
    await double.stop()
  })

  const event = (): EventData => jsonEvent({ id: randomUUID(), type: 'T', data: { n: 1 } })
  const appendTo =
    (stream: string, path: keyof typeof paths = 'Append') =>
    (events: EventData[], expectedRevision: AppendExpectedRevision) =>
      client
        .appendToStream(stream, events, { expectedRevision, ...paths[path] })
        .then(({ nextExpectedRevision }) => nextExpectedRevision)
  const wrong = (actualVersion: bigint | 'no_stream') => ({ type: 'wrong-expected-version', actualVersion })
  const read = async <Event>(stream: AsyncIterable<Event>): Promise<Event[]> => {
    const events: Event[] = []
    for await (const each of stream) events.push(each)
    return events
  }
  const newStream = (): string => `s-${randomUUID()}`
  /** Collects from a subscription to everything until it is stopped. */
  const follow = (options: Parameters<EventStoreDBClient['subscribeToAll']>[0]) => {
    const events: AllStreamResolvedEvent[] = []
    const signs: string[] = []
    const subscription = client.subscribeToAll(options)
    subscription.on('data', (each) => events.push(each))
    subscription.on('confirmation', () => signs.push('confirmation'))
    subscription.on('caughtUp', () => signs.push('caughtUp'))
    let error: (Error & { code?: number; type?: string }) | undefined
    subscription.on('error', (each) => (error = each))
    const has = (sign: string) => eventually(() => expect(signs).toContain(sign))
    return { events, signs, has, error: () => error, stop: () => subscription.unsubscribe(), subscription }
  }

  describe.each(Object.keys(paths))('an append by %s', (path) => {
    it('is judged by the expected revision', async () => {
      const fresh = () => appendTo(newStream(), path)
      expect(await fresh()([event()], NO_STREAM)).toBe(0n)
      expect(await fresh()([event()], ANY)).toBe(0n)
      await expect(fresh()([event()], STREAM_EXISTS)).rejects.toMatchObject(wrong('no_stream'))
      await expect(fresh()([event()], 2n)).rejects.toMatchObject(wrong('no_stream'))
      const append = fresh()
      await append([event(), event(), event()], NO_STREAM)
      for (const expected of [NO_STREAM, 1n, 7n] as const)
        await expect(append([event()], expected)).rejects.toMatchObject(wrong(2n))
      expect(await append([event()], 2n)).toBe(3n)
      expect(await append([event()], ANY)).toBe(4n)
      expect(await append([event()], STREAM_EXISTS)).toBe(5n)
    })

    it('is answered with the original result when it is repeated, and only then', async () => {
      const stream = newStream()
      const append = appendTo(stream, path)
      const [a, b, d, e] = [event(), event(), event(), event()]
      await append([a], NO_STREAM)
      await append([b, d], 0n)
      await append([e], ANY)
      expect(await append([a], NO_STREAM)).toBe(0n)
      expect(await append([b, d], 0n)).toBe(2n)
      expect(await append([b], 0n)).toBe(1n)
      expect(await append([b, d, e], 0n)).toBe(3n)
      expect(await append([e], ANY)).toBe(3n)
      expect(await append([e], STREAM_EXISTS)).toBe(3n)
      for (const [events, expected] of [
        [[b, event()], 0n],
        [[b, d, e, event()], 0n],
        [[e, event()], ANY],
        [[b], 1n],
      ] as const)
        await expect(append([...events], expected)).rejects.toMatchObject(wrong(3n))
      expect((await read(client.readStream(stream))).length).toBe(4)
      // The id is known, and is written a second time: ids do not protect across a changed revision.
      expect(await append([b], 3n)).toBe(4n)
    })

    it('of fifty against one revision is taken once', async () => {
      const append = appendTo(newStream(), path)
      const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => append([event()], NO_STREAM)))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
  })

  it('has sparse positions, and an error where no record begins', async () => {
    await appendTo(newStream())([event(), event(), event()], NO_STREAM)
    const all = await read(client.readAll())
    const places = all.map(({ event: each }) => Number(each!.position.commit))
    expect(Math.min(...places.slice(1).map((place, index) => place - places[index]!))).toBeGreaterThan(90)
    const between = { commit: BigInt(places.at(-1)! + 1), prepare: BigInt(places.at(-1)! + 1) }
    await expect(read(client.readAll({ fromPosition: between }))).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('Unexpected ReadAllResult'),
    })
    const followed = follow({ fromPosition: between })
    await eventually(() => expect(followed.error()).toMatchObject({ code: version === '23.10.8' ? 2 : 3 }))
    const beyond = { commit: 10_000_000n, prepare: 10_000_000n }
    expect(await read(client.readAll({ fromPosition: beyond }))).toEqual([])
  })

  it('reads on from a position with the event there, and subscribes without it', async () => {
    const stream = newStream()
    await appendTo(stream)([event(), event(), event()], NO_STREAM)
    const events = await read(client.readStream(stream))
    const [first, second, third] = events.map(({ event: each }) => ({ ...each!, position: each!.position! }))
    const forwards = await read(client.readAll({ fromPosition: second!.position, maxCount: 2 }))
    expect(forwards.map(({ event: each }) => each!.id)).toEqual([second!.id, third!.id])
    const back = await read(client.readAll({ fromPosition: second!.position, direction: BACKWARDS, maxCount: 1 }))
    expect(back.map(({ event: each }) => each!.id)).toEqual([first!.id])
    const followed = follow({ fromPosition: second!.position })
    await followed.has('caughtUp')
    expect(followed.events[0]!.event!.id).toBe(third!.id)
    await followed.stop()
    // A checkpoint from the catching up, passed on as it came, brings its event again from the newer server.
    const asItCame = follow({ fromPosition: { commit: second!.position.commit, prepare: 0n } })
    await asItCame.has('caughtUp')
    expect(asItCame.events[0]!.event!.id).toBe(version === '24.2.0' ? second!.id : third!.id)
    await asItCame.stop()
  })

  it('tells checkpoints with no prepare position while it catches up, and with it when live', async () => {
    const checkpoints: { commit: bigint; prepare: bigint }[] = []
    const followed = follow({
      fromPosition: START,
      filter: streamNameFilter({
        prefixes: ['none-'],
        maxSearchWindow: 2,
        checkpointReached: (_, position) => void checkpoints.push(position),
      }),
    })
    await followed.has('caughtUp')
    expect(checkpoints.length).toBeGreaterThan(1)
    expect(checkpoints.every(({ prepare }) => prepare === 0n)).toBe(true)
    const before = checkpoints.length
    for (let count = 0; count < 4; count++) await appendTo(newStream())([event()], NO_STREAM)
    await eventually(() => expect(checkpoints).toHaveLength(before + 2))
    expect(checkpoints.slice(before).every(({ commit, prepare }) => commit === prepare)).toBe(true)
    await followed.stop()
  })

  it('drops a live subscription that is too slow, or catches up with it again', async () => {
    const followed = follow({ fromPosition: END })
    await followed.has('caughtUp')
    followed.subscription.pause()
    const append = appendTo(newStream(), 'BatchAppend')
    const many = Array.from({ length: 100 }, event)
    for (let count = 0; count < 40; count++) await append(Array.from(many, event), ANY)
    await pause(100)
    followed.subscription.resume()
    if (version === '23.10.8')
      await eventually(() => expect(followed.error()).toMatchObject({ code: 10, type: 'timeout' }))
    else {
      await eventually(() => expect(followed.events).toHaveLength(4_000))
      await eventually(() => expect(followed.signs.filter((sign) => sign === 'caughtUp').length).toBeGreaterThan(1))
      await followed.stop()
    }
  })

  it('delivers some events before their writer has the answer', async () => {
    const followed = follow({ fromPosition: END })
    await followed.has('caughtUp')
    let early = 0
    for (let count = 0; count < 100; count++) {
      const appended = event()
      await appendTo(newStream())([appended], NO_STREAM)
      if (followed.events.some(({ event: each }) => each?.id === appended.id)) early++
    }
    expect(early).toBeGreaterThan(0)
    expect(early).toBeLessThan(100)
    await followed.stop()
  })

  it('goes on at the old revision after a soft delete, and never again after a tombstone', async () => {
    const [soft, hard] = [newStream(), newStream()]
    await appendTo(soft)([event(), event(), event()], NO_STREAM)
    await client.deleteStream(soft)
    await expect(read(client.readStream(soft))).rejects.toMatchObject({ type: 'stream-not-found' })
    expect(await appendTo(soft)([event()], NO_STREAM)).toBe(3n)
    expect(await read(client.readStream(soft))).toHaveLength(1)
    await appendTo(hard)([event()], NO_STREAM)
    await client.tombstoneStream(hard)
    const gone = { type: 'stream-deleted', streamName: hard }
    await expect(read(client.readStream(hard))).rejects.toMatchObject(gone)
    for (const path of Object.keys(paths))
      await expect(appendTo(hard, path)([event()], ANY)).rejects.toMatchObject(gone)
  })

  it('cuts connections without a status, and the client says so', async () => {
    const followed = follow({ fromPosition: END })
    await followed.has('confirmation')
    double.cut()
    await eventually(() => expect(followed.error()).toMatchObject({ code: 14, type: 'unavailable' }))
    await eventually(() => appendTo(newStream())([event()], NO_STREAM))
  })
})
