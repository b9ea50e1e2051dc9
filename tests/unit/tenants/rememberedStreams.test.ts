import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { rememberedStreams } from '#services/tenants/rememberedStreams.ts'
import { recordedAs } from './recorded.ts'

interface State {
  revision: number
  seen: number[]
}
const empty: State = { revision: -1, seen: [] }
const fold = (state: State, events: readonly Recorded<RollcallEvent>[]): State => ({
  revision: events.at(-1)?.revision ?? state.revision,
  seen: [...state.seen, ...events.map((event) => event.revision)],
})

const eventAt = (stream: string, revision: number) =>
  recordedAs([{ type: 'X', version: 1, data: {} } as unknown as RollcallEvent], 't', stream, revision)[0]!

/** A log of streams whose reads can be held back until they are let go. */
const slowLog = () => {
  const lengths = new Map<string, number>()
  const held: (() => void)[] = []
  let reads = 0
  return {
    append: (stream: string) => {
      const revision = lengths.get(stream) ?? 0
      lengths.set(stream, revision + 1)
      return eventAt(stream, revision)
    },
    lengthOf: (stream: string) => lengths.get(stream) ?? 0,
    reads: () => reads,
    letGo: () => held.splice(0).forEach((go) => go()),
    store: {
      readStream: async (stream: string, from = 0) => {
        reads += 1
        const events = Array.from({ length: Math.max(0, (lengths.get(stream) ?? 0) - from) }, (_, index) =>
          eventAt(stream, from + index),
        )
        await new Promise<void>((resolve) => held.push(resolve))
        return events
      },
    },
  }
}

const remembering = (log: ReturnType<typeof slowLog>, isCurrent = () => true, capacity = 10) => {
  const streams = rememberedStreams({ store: log.store as unknown as EventStore, empty, fold, isCurrent, capacity })
  const read = async (stream: string) => {
    const reading = streams.read(stream)
    log.letGo()
    return reading
  }
  return { ...streams, slowRead: streams.read, read }
}

describe('a remembered stream', () => {
  it('is read from the store once while the tail is current', async () => {
    const log = slowLog()
    log.append('s')
    const streams = remembering(log)
    await streams.read('s')
    await streams.read('s')
    expect(log.reads()).toBe(1)
  })

  it('follows what the tail delivers without a read', async () => {
    const log = slowLog()
    const streams = remembering(log)
    await streams.read('s')
    streams.observe(log.append('s'))
    streams.observe(log.append('s'))
    expect(await streams.read('s')).toEqual({ revision: 1, seen: [0, 1] })
    expect(log.reads()).toBe(1)
  })

  it('misses nothing that is appended and delivered while its first read is under way', async () => {
    const log = slowLog()
    log.append('s')
    const streams = remembering(log)
    const reading = streams.slowRead('s')
    streams.observe(log.append('s'))
    streams.observe(log.append('s'))
    log.letGo()
    await reading
    expect(await streams.read('s')).toEqual({ revision: 2, seen: [0, 1, 2] })
  })

  it('reads on from what it remembers when the tail is not current', async () => {
    const log = slowLog()
    const streams = remembering(log, () => false)
    log.append('s')
    await streams.read('s')
    log.append('s')
    expect(await streams.read('s')).toEqual({ revision: 1, seen: [0, 1] })
  })

  it('reads once more when it was read before the tail was current', async () => {
    const log = slowLog()
    let current = false
    const streams = remembering(log, () => current)
    await streams.read('s')
    log.append('s')
    current = true
    expect((await streams.read('s')).revision).toBe(0)
  })

  it('forgets a stream whose next event has a gap before it', async () => {
    const log = slowLog()
    const streams = remembering(log)
    await streams.read('s')
    log.append('s')
    streams.observe(log.append('s'))
    expect(await streams.read('s')).toEqual({ revision: 1, seen: [0, 1] })
  })

  it('lets the least recently used go', async () => {
    const log = slowLog()
    const streams = remembering(log, () => true, 2)
    for (const stream of ['a', 'b', 'a', 'c', 'a', 'b']) await streams.read(stream)
    expect(log.reads()).toBe(4)
  })

  it('says what the log says, however reads, appends and deliveries interleave', async () => {
    const step = fc.record({
      stream: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('append', 'deliver', 'read', 'slowRead', 'letGo', 'lose'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, capacity) => {
        const log = slowLog()
        let current = true
        const streams = remembering(log, () => current, capacity)
        const tail: Recorded<RollcallEvent>[] = []
        const pending: Promise<State>[] = []
        const deliverAll = () => tail.splice(0).forEach((event) => streams.observe(event))
        for (const { stream, what } of steps) {
          if (what === 'append') tail.push(log.append(stream))
          else if (what === 'deliver') tail.splice(0, 1).forEach((event) => streams.observe(event))
          else if (what === 'slowRead') pending.push(streams.slowRead(stream))
          else if (what === 'letGo') log.letGo()
          else if (what === 'lose') current = !current
          else await streams.read(stream)
        }
        log.letGo()
        await Promise.all(pending)
        deliverAll()
        for (const stream of ['a', 'b', 'c']) {
          const { seen } = await streams.read(stream)
          expect(seen).toEqual(Array.from({ length: log.lengthOf(stream) }, (_, revision) => revision))
        }
      }),
    )
  })
})
