import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recorded } from '#events/envelope.ts'
import { type ClaimStream, claimStream, type EventOfStream } from '#events/streams.ts'
import { isSnapshotDue, snapshotEvents } from '#services/commands/loadStream.ts'
import { streamStates } from '#services/commands/streamStates.ts'
import type { Loaded, StreamType } from '#services/commands/streamType.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { noSnapshots } from '#services/eventStore/snapshots.ts'
import { memorySnapshots } from '../../support/memorySnapshots.ts'
import { claimed, holderOf, type Holders, namesStream } from '../../support/namesStream.ts'
import { recordedAs } from '../../support/recordedAs.ts'

type Event = Recorded<EventOfStream<ClaimStream>>
const tenantId = '01890000-0000-7000-8000-00000000000a'
const holders = (count: number): string[] => Array.from({ length: count }, (_, number) => holderOf(number))

/** A log of streams whose reads can be held back until they are let go. */
const slowLog = (isSlow = true) => {
  const streams = new Map<string, Event[]>()
  const held: (() => void)[] = []
  const reads: number[] = []
  const eventsOf = (id: string): Event[] => streams.get(claimStream(tenantId, id)) ?? []
  const readStream: EventStore['readStream'] = async (stream, from = 0, most = Number.MAX_SAFE_INTEGER) => {
    const events = (streams.get(stream) ?? []).slice(from, from + most)
    reads.push(events.length)
    if (isSlow) await new Promise<void>((resolve) => held.push(resolve))
    // Only streams of one type are in this log.
    return events as never
  }
  return {
    append(id: string): Event {
      const stream = claimStream(tenantId, id)
      const revision = eventsOf(id).length
      const [event] = recordedAs(stream, [claimed(holderOf(revision))], tenantId, revision)
      streams.set(stream, [...eventsOf(id), event!])
      return event!
    },
    lengthOf: (id: string) => eventsOf(id).length,
    reads,
    letGo: () => held.splice(0).forEach((go) => go()),
    readStream,
  }
}

const remembering = (log: ReturnType<typeof slowLog>, isCurrent = () => true, capacity = 10) => {
  const store = { readStream: log.readStream, snapshots: noSnapshots }
  const states = streamStates({ store, type: namesStream, isCurrent, capacity })
  const slowRead = (id: string) => states.read(tenantId, id)
  const read = async (id: string): Promise<Loaded<Holders>> => {
    const reading = slowRead(id)
    // A long stream is read in more than one go.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve().then(log.letGo)
    return reading
  }
  return { ...states, slowRead, read }
}

describe('a remembered stream', () => {
  it('is read from the store once while the tail is current', async () => {
    const log = slowLog()
    log.append('s')
    const streams = remembering(log)
    await streams.read('s')
    await streams.read('s')
    expect(log.reads).toHaveLength(1)
  })

  it('follows what the tail delivers without a read', async () => {
    const log = slowLog()
    const streams = remembering(log)
    await streams.read('s')
    streams.observe(log.append('s'))
    streams.observe(log.append('s'))
    expect(await streams.read('s')).toMatchObject({ revision: 1, state: { userIds: holders(2) } })
    expect(log.reads).toHaveLength(1)
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
    expect(await streams.read('s')).toMatchObject({ revision: 2, state: { userIds: holders(3) } })
  })

  it('reads on from what it remembers when the tail is not current', async () => {
    const log = slowLog()
    const streams = remembering(log, () => false)
    log.append('s')
    await streams.read('s')
    log.append('s')
    expect(await streams.read('s')).toMatchObject({ revision: 1, state: { userIds: holders(2) } })
    expect(log.reads).toEqual([1, 1])
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
    expect(await streams.read('s')).toMatchObject({ revision: 1, state: { userIds: holders(2) } })
  })

  it('lets the least recently used go', async () => {
    const log = slowLog()
    const streams = remembering(log, () => true, 4)
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await streams.read(id)
    expect(log.reads).toHaveLength(4)
  })

  it('is not recalled before it was there', async () => {
    const log = slowLog()
    const streams = remembering(log)
    await streams.read('s')
    expect(streams.recall(tenantId, 's')).toBeUndefined()
  })

  it('says what the log says, however reads, appends and deliveries interleave', async () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('append', 'deliver', 'read', 'slowRead', 'letGo', 'lose'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, capacity) => {
        const log = slowLog()
        let current = true
        const streams = remembering(log, () => current, capacity)
        const tail: Event[] = []
        const pending: Promise<Loaded<Holders>>[] = []
        const deliverAll = () => tail.splice(0).forEach((event) => streams.observe(event))
        for (const { id, what } of steps) {
          if (what === 'append') tail.push(log.append(id))
          else if (what === 'deliver') tail.splice(0, 1).forEach((event) => streams.observe(event))
          else if (what === 'slowRead') pending.push(streams.slowRead(id))
          else if (what === 'letGo') log.letGo()
          else if (what === 'lose') current = !current
          else await streams.read(id)
        }
        log.letGo()
        await Promise.all(pending)
        deliverAll()
        for (const id of ['a', 'b', 'c'])
          expect((await streams.read(id)).state.userIds).toEqual(holders(log.lengthOf(id)))
      }),
    )
  })
})

describe('a long stream', () => {
  const given = (length: number) => {
    const log = slowLog(false)
    const snapshots = memorySnapshots()
    for (let number = 0; number < length; number += 1) log.append('s')
    const readByAnother = async (type = namesStream) => {
      log.reads.length = 0
      const states = streamStates({ store: { readStream: log.readStream, snapshots }, type, capacity: 10 })
      return { states, loaded: await states.readOn(tenantId, 's') }
    }
    const readEvents = () => log.reads.reduce((sum, read) => sum + read, 0)
    return { log, snapshots, readByAnother, readEvents }
  }

  it('leaves a snapshot with whoever reads it, from which the next goes on', async () => {
    const { readByAnother, readEvents } = given(10_000)
    await readByAnother()
    expect(readEvents()).toBe(10_000)
    const { loaded } = await readByAnother()
    expect(loaded.state.userIds).toEqual(holders(10_000))
    expect(readEvents()).toBeLessThanOrEqual(256)
  })

  it('costs no more than 256 events to know, at any length, whoever appends', async () => {
    const { log, readByAnother, readEvents } = given(0)
    let { states, loaded } = await readByAnother()
    const costs: number[] = []
    for (let length = 1; length <= 1_500; length += 1) {
      loaded = states.append(tenantId, 's', loaded, [log.append('s')])
      // A snapshot that is due is made in the background.
      await new Promise(setImmediate)
      if (length % 37 === 0) {
        ;({ states, loaded } = await readByAnother())
        costs.push(readEvents())
      }
      expect(loaded.state.userIds).toHaveLength(length)
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(256)
    expect(Math.max(...costs)).toBeGreaterThan(100)
  })

  it('keeps what the log says, where that gives an event a later time than whoever appended it', async () => {
    const { log, snapshots, readByAnother } = given(0)
    const timed: StreamType<ClaimStream, Holders> = {
      ...namesStream,
      fold: ({ userIds }, events) => ({ userIds: [...userIds, ...events.map(({ at }) => at)] }),
    }
    let { states, loaded } = await readByAnother(timed)
    for (let length = 1; length <= snapshotEvents; length += 1) {
      const stored = log.append('s')
      loaded = states.append(tenantId, 's', loaded, [{ ...stored, at: '2026-11-20T08:59:59.999Z' }])
    }
    await new Promise(setImmediate)
    const of = { tenantId, stream: claimStream(tenantId, 's'), kind: timed.kind, version: timed.version }
    expect(await snapshots.find(of)).toMatchObject({
      revision: snapshotEvents - 1,
      state: { userIds: Array.from({ length: snapshotEvents }, () => '2026-11-20T09:00:00.000Z') },
    })
  })

  it('is kept more seldom the longer it is', () => {
    const nextAfter = (kept: number): number => {
      let revision = kept
      while (!isSnapshotDue(revision, kept)) revision += 1
      return revision - kept
    }
    expect([-1, 5_000, 9_600, 20_000, 100_000].map(nextAfter)).toEqual([192, 192, 192, 400, 2_000])
  })

  it('keeps none while it is short', async () => {
    const { snapshots, readByAnother } = given(snapshotEvents - 1)
    await readByAnother()
    expect(snapshots.count()).toBe(0)
  })

  it('is read from its beginning when its snapshots were dropped, or are of another shape', async () => {
    const { snapshots, readByAnother, readEvents } = given(600)
    await readByAnother()
    snapshots.drop()
    expect((await readByAnother()).loaded.state.userIds).toEqual(holders(600))
    expect(readEvents()).toBe(600)
    expect((await readByAnother({ ...namesStream, version: 2 })).loaded.state.userIds).toEqual(holders(600))
    expect(readEvents()).toBe(600)
  })

  it('believes no snapshot that was made after an event which the log does not hold', async () => {
    const { snapshots, readByAnother } = given(600)
    const of = { tenantId, stream: claimStream(tenantId, 's'), kind: namesStream.kind, version: namesStream.version }
    const made = { state: { userIds: ['forged'] }, revision: 500, position: 501, eventId: holderOf(9) }
    await snapshots.keep(of, '', made)
    expect((await readByAnother()).loaded.state.userIds).toEqual(holders(600))
    await snapshots.keep(of, '', { ...made, revision: 700 })
    expect((await readByAnother()).loaded.state.userIds).toEqual(holders(600))
  })
})
