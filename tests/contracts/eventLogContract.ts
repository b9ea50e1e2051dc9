import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventLog, noStream, type StoredEvent, type Stretch } from '#services/eventStore/eventStore.ts'
import { eventually } from '../support/eventually.ts'
import { storableEvent, storableEvents } from '../support/storableEvent.ts'

export interface LogUnderTest {
  log: EventLog
  stop(): Promise<void>
}

/** What is promised by some logs only. */
export interface LogPromises {
  /** Positions follow each other without a gap. */
  isGapless: boolean
  /** Nothing is in the log before the first test: a server of somebody's own may hold events already. */
  startsEmpty: boolean
}

const newStream = (): string => `session-${randomUUID()}+${randomUUID()}`

const everything = async (log: EventLog, after = 0): Promise<StoredEvent[]> => {
  const events = await log.readAll({ after, limit: 1_000 })
  return events.length === 0 ? [] : [...events, ...(await everything(log, events.at(-1)!.position))]
}

/** What every event log must do; each adapter's test calls it with its own factory. */
export const eventLogContract = (
  name: string,
  create: () => Promise<LogUnderTest>,
  { isGapless, startsEmpty }: LogPromises = { isGapless: true, startsEmpty: true },
): void => {
  describe(`${name} as an event log`, () => {
    let log: EventLog
    let under: LogUnderTest
    beforeAll(async () => {
      under = await create()
      log = under.log
    })
    afterAll(() => under?.stop())

    it.runIf(startsEmpty)('starts empty', async () => {
      expect(await log.head()).toBe(0)
      expect(await log.readAll({ after: 0, limit: 10 })).toEqual([])
      expect(await log.readStream(newStream())).toEqual([])
    })

    it('gives back what was appended, byte for byte, and says where it stands', async () => {
      const stream = newStream()
      const sealed = Buffer.from([0, 1, 2, 255, 92, 39])
      const events = [storableEvent(), storableEvent({ subject: '', sealed }), storableEvent({ subject: 'user ü' })]
      const appended = await log.append(stream, events, noStream)

      const stored = await log.readStream(stream)
      expect(stored).toMatchObject(events)
      expect(stored.map(({ revision }) => revision)).toEqual([0, 1, 2])
      expect(stored.every((event) => event.stream === stream)).toBe(true)
      expect(appended).toEqual({ position: stored[2]!.position, revision: 2 })
      expect(await log.head()).toBe(appended.position)
    })

    it('reads a stream from a revision, inclusive', async () => {
      const stream = newStream()
      const events = storableEvents(4)
      await log.append(stream, events, noStream)
      expect((await log.readStream(stream, 2)).map(({ id }) => id)).toEqual(events.slice(2).map(({ id }) => id))
      expect(await log.readStream(stream, 4)).toEqual([])
    })

    it('reads no more of a stream than asked for', async () => {
      const stream = newStream()
      const events = storableEvents(5)
      await log.append(stream, events, noStream)
      const read = async (from: number, most: number) => (await log.readStream(stream, from, most)).map(({ id }) => id)
      expect(await read(0, 2)).toEqual(events.slice(0, 2).map(({ id }) => id))
      expect(await read(3, 2)).toEqual(events.slice(3).map(({ id }) => id))
      expect(await read(4, 9)).toEqual(events.slice(4).map(({ id }) => id))
    })

    it('reads the end of a stream, in order, and nothing of one that is not there', async () => {
      const stream = newStream()
      const events = storableEvents(5)
      const { position } = await log.append(stream, events, noStream)
      expect(await log.readStreamEnd(stream, 1)).toMatchObject([{ id: events[4]!.id, revision: 4, position }])
      expect((await log.readStreamEnd(stream, 3)).map(({ revision }) => revision)).toEqual([2, 3, 4])
      expect((await log.readStreamEnd(stream, 9)).map(({ id }) => id)).toEqual(events.map(({ id }) => id))
      expect(await log.readStreamEnd(newStream(), 1)).toEqual([])
    })

    it('answers each of many reads at once with the events of its own stream, from where it asked', async () => {
      const lengths = Array.from({ length: 150 }, (_, place) => place % 5)
      const written = await Promise.all(
        lengths.map(async (length) => {
          const [stream, events] = [newStream(), storableEvents(length)]
          if (length > 0) await log.append(stream, events, noStream)
          return { stream, ids: events.map(({ id }) => id) }
        }),
      )
      const asked = written.map(({ stream, ids }, place) => {
        const [from, most] = [place % 3, 1 + (place % 2)]
        return { read: log.readStream(stream, from, most), expected: ids.slice(from, from + most) }
      })
      const answers = await Promise.all(asked.map(({ read }) => read))
      expect(answers.map((events) => events.map(({ id }) => id))).toEqual(asked.map(({ expected }) => expected))
    })

    it('reads what stands at given positions, in order, each once, and nothing where nothing stands', async () => {
      const before = await log.head()
      const events = storableEvents(4)
      const { position } = await log.append(newStream(), events, noStream)
      const [first, , third] = (await log.readAll({ after: before, limit: 4 })).map((event) => event.position)
      const read = await log.readAt([third!, position + 1_000_000, first!, third!])
      expect(read.map(({ id }) => id)).toEqual([events[0]!.id, events[2]!.id])
      expect(await log.readAt([])).toEqual([])
    })

    it('gives every event a higher position than the one before, whole numbers all', async () => {
      const before = await log.head()
      for (let count = 1; count <= 3; count++) await log.append(newStream(), storableEvents(count), noStream)
      const positions = [before, ...(await everything(log, before)).map(({ position }) => position)]
      expect(positions).toHaveLength(7)
      expect(positions.every(Number.isSafeInteger)).toBe(true)
      const steps = positions.slice(1).map((position, index) => position - positions[index]!)
      expect(Math.min(...steps)).toBeGreaterThan(0)
      if (isGapless) expect(new Set(steps)).toEqual(new Set([1]))
    })

    it('knows no stream that nothing was appended to, and none by the beginning of its name', async () => {
      const stream = newStream()
      await log.append(`${stream}x`, storableEvents(1), noStream)
      expect(await log.readStream(stream)).toEqual([])
      await expect(log.append(stream, storableEvents(1), 0)).rejects.toMatchObject({ code: 'stale-revision' })
    })

    it('reads all after a position, exclusive, no more than asked for', async () => {
      const before = await log.head()
      const events = storableEvents(5)
      for (const event of events) await log.append(newStream(), [event], noStream)
      const first = await log.readAll({ after: before, limit: 3 })
      const rest = await log.readAll({ after: first.at(-1)!.position, limit: 3 })
      expect([...first, ...rest].map(({ id }) => id)).toEqual(events.map(({ id }) => id))
    })

    it('reads some types after a position, exclusive, and says up to where there are no others', async () => {
      const before = await log.head()
      const kinds = ['Wanted', 'Other', 'Other', 'WantedToo', 'Wanted', 'Other']
      const events = kinds.map((type) => storableEvent({ type }))
      const positions: number[] = []
      for (const event of events) positions.push((await log.append(newStream(), [event], noStream)).position)
      const types = ['Wanted', 'WantedToo']
      const read = async (after: number, limit: number) => {
        const { events: found, upTo, head } = await log.readWanted({ after, limit, types })
        expect(head).toBe(positions[5])
        return { ids: found.map(({ id }) => id), upTo }
      }
      const wanted = [0, 3, 4].map((index) => events[index]!.id)
      expect(await read(before, 9)).toEqual({ ids: wanted, upTo: positions[5] })
      expect(await read(before, 2)).toEqual({ ids: wanted.slice(0, 2), upTo: positions[3] })
      expect(await read(positions[0]!, 9)).toEqual({ ids: wanted.slice(1), upTo: positions[5] })
      expect(await read(positions[2]!, 9)).toEqual({ ids: wanted.slice(1), upTo: positions[5] })
      expect(await read(positions[4]!, 9)).toEqual({ ids: [], upTo: positions[5] })
      expect(await read(positions[5]!, 9)).toEqual({ ids: [], upTo: positions[5] })

      const all = await log.readWanted({ after: before, limit: 9, types: null })
      expect(all.events).toEqual(await log.readAll({ after: before, limit: 9 }))
      expect([all.upTo, all.head]).toEqual([positions[5], positions[5]])
      // A type is its whole name: one that another begins with is another.
      expect((await log.readWanted({ after: before, limit: 9, types: ['Want'] })).events).toEqual([])
    })

    it('says so when it ends before the place it is asked about', async () => {
      const head = await log.head()
      const after = head + 1_000_000
      for (const types of [null, ['Wanted']])
        expect(await log.readWanted({ after, limit: 9, types })).toEqual({ events: [], upTo: head, head })
    })

    it('never says that it has looked further than the events below which some are still to come', async () => {
      const before = await log.head()
      const writers = 8
      const perWriter = 12
      const appended: { position: number; id: string }[] = []
      const write = async (writer: number): Promise<void> => {
        for (let made = 0; made < perWriter; made++) {
          const event = storableEvent({ type: (writer + made) % 3 === 0 ? 'Wanted' : 'Other' })
          const { position } = await log.append(newStream(), [event], noStream)
          if (event.type === 'Wanted') appended.push({ position, id: event.id })
        }
      }
      const found: { position: number; id: string }[] = []
      let isDone = false
      const follow = async (): Promise<void> => {
        for (let after = before; ;) {
          const isLast = isDone
          const { events, upTo, head } = await log.readWanted({ after, limit: 3, types: ['Wanted'] })
          found.push(...events.map(({ position, id }) => ({ position, id })))
          expect(events.every(({ position }) => position > after && position <= upTo)).toBe(true)
          after = upTo
          if (isLast && upTo >= head) return
        }
      }
      const writing = (async () => {
        await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
        isDone = true
      })()
      await Promise.all([writing, follow()])
      expect(found).toEqual(appended.sort((one, other) => one.position - other.position))
    })

    it('refuses an append made against a stale revision, and one against a revision that is not there yet', async () => {
      const stream = newStream()
      await log.append(stream, storableEvents(2), noStream)
      for (const expected of [noStream, 0, 2, 7])
        await expect(log.append(stream, storableEvents(1), expected)).rejects.toMatchObject({ code: 'stale-revision' })
      expect(await log.readStream(stream)).toHaveLength(2)
    })

    it('lets one of many appends against the same revision through', async () => {
      const stream = newStream()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, () => log.append(stream, storableEvents(2), noStream)),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await log.readStream(stream)).toHaveLength(2)
    })

    it('refuses only the stale ones of appends that are made at once', async () => {
      const streams = Array.from({ length: 40 }, newStream)
      const before = await log.head()
      const outcomes = await Promise.allSettled(
        streams.map((stream, index) => log.append(stream, storableEvents(2), index % 4 === 3 ? 0 : noStream)),
      )
      expect(outcomes.map(({ status }) => status)).toEqual(
        streams.map((_, index) => (index % 4 === 3 ? 'rejected' : 'fulfilled')),
      )
      expect(await everything(log, before)).toHaveLength(60)
    })

    it('answers a repeated append with where it was stored', async () => {
      const stream = newStream()
      const [first, second] = [storableEvents(2), storableEvents(3)]
      const appended = await log.append(stream, first, noStream)
      const after = await log.append(stream, second, 1)
      expect(await log.append(stream, first, noStream)).toEqual(appended)
      expect(await log.append(stream, second, 1)).toEqual(after)
      expect(await log.readStream(stream)).toHaveLength(5)
    })

    it('calls a partial overlap stale, and the same ids elsewhere too', async () => {
      const stream = newStream()
      const [one, two, three] = storableEvents(3) as [StoredEvent, StoredEvent, StoredEvent]
      await log.append(stream, [one, two], noStream)
      const stale = { code: 'stale-revision' }
      await expect(log.append(stream, [one], 0)).rejects.toMatchObject(stale)
      await expect(log.append(stream, [one, three], noStream)).rejects.toMatchObject(stale)
      await expect(log.append(stream, [one, two, three], noStream)).rejects.toMatchObject(stale)
      await expect(log.append(stream, [two, one], noStream)).rejects.toMatchObject(stale)
      expect(await log.readStream(stream)).toHaveLength(2)
    })

    it('never lets time run backwards', async () => {
      const stream = newStream()
      await log.append(stream, [storableEvent({ at: '2031-01-01T00:00:00.000Z' })], noStream)
      await log.append(stream, [storableEvent({ at: '2030-01-01T00:00:00.000Z' })], 0)
      await log.append(stream, [storableEvent({ at: '2032-01-01T00:00:00.123Z' })], 1)
      expect((await log.readStream(stream)).map(({ at }) => at)).toEqual([
        '2031-01-01T00:00:00.000Z',
        '2031-01-01T00:00:00.000Z',
        '2032-01-01T00:00:00.123Z',
      ])
    })

    it('wakes those who wait for more', async () => {
      let woken = 0
      const unlisten = log.onAppended(() => woken++)
      await eventually(async () => {
        await log.append(newStream(), storableEvents(1), noStream)
        expect(woken).toBeGreaterThan(0)
      })
      unlisten()
    })

    it('tells truly what was appended, where it tells it', async () => {
      const told: Stretch[] = []
      const unlisten = log.onAppended((stretch) => void (stretch === undefined ? undefined : told.push(stretch)))
      await Promise.allSettled(
        Array.from({ length: 30 }, (_, count) =>
          log.append(
            newStream(),
            [storableEvent(), storableEvent({ type: `Type${count}` })],
            count % 3 === 0 ? 5 : noStream,
          ),
        ),
      )
      unlisten()
      for (const { after, upTo, types } of told) {
        const events = await log.readAll({ after, limit: upTo - after })
        expect(events.at(-1)?.position).toBe(upTo)
        expect(new Set(events.map(({ type }) => type))).toEqual(types)
      }
      expect(log.isGapless !== true || told.length > 0).toBe(true)
    })

    it('shows sixteen writers to a reader without a gap, a double or a swap', async () => {
      const start = await log.head()
      const perWriter = 60
      let isWriting = true
      const write = async (): Promise<void> => {
        const stream = newStream()
        for (let count = 0, revision = noStream; count < perWriter; count++)
          revision = (await log.append(stream, storableEvents((count % 3) + 1), revision)).revision
      }
      const seen: StoredEvent[] = []
      const read = async (): Promise<void> => {
        for (let ended = false; !ended;) {
          ended = !isWriting
          const events = await log.readAll({ after: seen.at(-1)?.position ?? start, limit: 50 })
          seen.push(...events)
          if (events.length > 0) ended = false
        }
      }
      const reading = read()
      await Promise.all(Array.from({ length: 16 }, write))
      isWriting = false
      await reading

      const stored = await everything(log, start)
      expect(stored).toHaveLength(16 * perWriter * 2)
      expect(seen.map(({ id }) => id)).toEqual(stored.map(({ id }) => id))
      const positions = seen.map(({ position }) => position)
      expect(positions).toEqual([...positions].sort((one, other) => one - other))
      expect(new Set(positions).size).toBe(positions.length)
    })
  })
}
