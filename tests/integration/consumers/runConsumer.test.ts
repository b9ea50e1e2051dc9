import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Consumer, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import { consumerStanding } from '#services/consumers/consumerStanding.ts'
import { askRetry } from '#services/consumers/askedRetries.ts'
import { retryParked } from '#services/consumers/retryParked.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import { takeStretches } from '#services/consumers/takeStretches.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { type EventFeed, PartitionsMoved } from '#services/feed/eventFeed.ts'
import { isOfPartition, partitionNumbers, wholeLog } from '#services/feed/partitions.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { signedIn, tokenReused } from '../../support/detectedEvents.ts'
import { eventually } from '../../support/eventually.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { realAmbient } from '../../support/realAmbient.ts'

let database: TestDatabase
let writer: Pool
let memory: ReturnType<typeof memoryStore>
let ending: AbortController
let running: Promise<void>

beforeAll(async () => {
  database = await testDatabase()
  writer = database.databases.writer
  const { owner, roles } = database.databases
  await owner.query('create table noted (position bigint not null)')
  await owner.query(`grant select, insert, delete on noted to "${roles.writer}"`)
})
afterAll(() => database.drop())
beforeEach(() => {
  memory = memoryStore()
  ending = new AbortController()
  running = Promise.resolve()
})
afterEach(async () => {
  ending.abort()
  await running
  for (const table of ['noted', 'consumer_checkpoints', 'parked_events']) await writer.query(`delete from ${table}`)
})

const appendMany = async (from: number, count: number): Promise<void> => {
  for (let index = from; index < from + count; index += 1) {
    const event = signedIn({ position: index, time: '08:00:00' })
    await memory.store.append(event.stream, [event], noStream)
  }
}
const head = () => memory.store.head()
const checkpoints = () => consumerCheckpoints(writer, 'notes', head)

/** Notes the position of every event in the database. */
const consumer = (change: Partial<Consumer> = {}): Consumer => ({
  name: 'notes',
  feed: storeTailFeed(memory.log),
  log: memory.log,
  pool: writer,
  checkpoints: checkpoints(),
  types: null,
  limit: 100,
  handle: async ({ events }) => note(events),
  standing: consumerStanding(),
  clock: { now: () => 0 },
  logger: silentLogger,
  signal: ending.signal,
  ...change,
})
const note =
  (events: Stretch['events']) =>
  async (connection: Pick<Pool, 'query'>): Promise<void> => {
    await connection.query('insert into noted (position) select unnest($1::bigint[])', [
      events.map(({ position }) => position),
    ])
  }
const noted = async () =>
  (await writer.query<{ position: number }>('select position from noted order by position')).rows.map(
    ({ position }) => position,
  )
/** Parks so many positions, of these tenants in turn. */
const park = (count: number, tenantIds: readonly string[], first = 1) =>
  writer.query(
    `insert into parked_events (tenant_id, view, position, event_id, type, reason)
     select ($2::uuid[])[1 + n % cardinality($2::uuid[])], 'notes', $3::bigint + n, gen_random_uuid(), 'SessionStarted', 'TypeError'
     from generate_series(0, $1::int - 1) n`,
    [count, tenantIds, first],
  )
const idsOfPartition = (partition: number): string[] =>
  Array.from({ length: 20 }, () => realAmbient.random.id()).filter((id) => isOfPartition(partition, id))

const parked = async () =>
  (
    await writer.query<{ view: string; position: number; reason: string }>(
      'select view, position, reason from parked_events order by position',
    )
  ).rows
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const start = (change: Partial<Consumer> = {}): void => {
  running = runConsumer(consumer(change))
}

describe('a consumer of the log', () => {
  it('writes what events come to and how far it read together: whatever fails in between, each once', async () => {
    await appendMany(1, 30)
    let failures = 0
    start({
      limit: 10,
      handle:
        async ({ events }) =>
        async (connection) => {
          await note(events)(connection)
          failures += 1
          if (failures % 2 === 1) throw new Error('killed after the effect')
        },
    })
    await eventually(async () => expect(await noted()).toEqual(upTo(30)), 10_000)
    expect(await checkpoints().read(wholeLog)).toMatchObject({ position: 30 })
    expect(await parked()).toEqual([])
  })

  it('goes on after a restart where it stood, and knows what it did not see happen', async () => {
    await appendMany(1, 5)
    start()
    await eventually(async () => expect(await noted()).toEqual(upTo(5)))
    ending.abort()
    await running
    await appendMany(6, 5)
    ending = new AbortController()
    start({ signal: ending.signal })
    await eventually(async () => expect(await noted()).toEqual(upTo(10)))
    expect(await readBegan(writer, 'notes')).toBe(5)
  })

  it('parks an event that fails five times, alone, and goes on with all others', async () => {
    await appendMany(1, 20)
    const failedWith: number[] = []
    start({
      async handle({ events }) {
        if (events.some(({ position }) => position === 7)) {
          failedWith.push(events.length)
          throw new TypeError('this one makes no sense')
        }
        return note(events)
      },
    })
    await eventually(async () => expect(await noted()).toEqual(upTo(20).filter((position) => position !== 7)), 15_000)
    expect(await parked()).toEqual([{ view: 'notes', position: 7, reason: 'TypeError' }])
    expect(failedWith.filter((size) => size === 20)).toHaveLength(5)
  })

  it('parks an event that fails five times, though all goes well in other partitions meanwhile', async () => {
    await appendMany(1, 3)
    const [busy, poisoned] = partitionNumbers(2) as [number, number]
    const feed: EventFeed = {
      async consume({ adopt, checkpoint, onBatch, signal }) {
        await adopt([busy, poisoned])
        await appendMany((await head()) + 1, 1)
        for (const partition of [busy, poisoned]) {
          const from = await checkpoint(partition)
          const events = (await memory.log.readAll({ after: from, limit: 100 })).filter(
            ({ position }) => position > 3 === (partition === busy),
          )
          const to = await head()
          await onBatch({ partition, from, events, to, head: to })
        }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }
    start({
      feed,
      async handle({ events }) {
        if (events.some(({ position }) => position === 2)) throw new TypeError('this one makes no sense')
        return note(events)
      },
    })
    await eventually(async () => expect(await parked()).toMatchObject([{ position: 2 }]), 15_000)
    const others = upTo(await head()).filter((position) => position !== 2)
    await eventually(async () => expect(await noted()).toEqual(others))
  })

  it('takes a parked event up again when it begins and every ten minutes, and keeps it parked until that succeeds', async () => {
    await appendMany(1, 5)
    const broken = new Set([2, 3])
    let now = 0
    const tried: number[] = []
    const change: Partial<Consumer> = {
      retriesParked: true,
      clock: { now: () => now },
      async handle({ events }) {
        if (events.length === 1) tried.push(events[0]!.position)
        if (events.some(({ position }) => broken.has(position))) throw new TypeError('this one makes no sense')
        return note(events)
      },
    }
    start(change)
    await eventually(async () => expect(await parked()).toHaveLength(2), 15_000)
    ending.abort()
    await running
    broken.delete(2)
    tried.length = 0
    ending = new AbortController()
    start({ ...change, signal: ending.signal })
    await appendMany(6, 1)
    await eventually(async () => expect(await noted()).toEqual([1, 2, 4, 5, 6]))
    expect(await parked()).toMatchObject([{ position: 3 }])

    broken.clear()
    await appendMany(7, 1)
    await eventually(async () => expect(await noted()).toEqual([1, 2, 4, 5, 6, 7]))
    expect(tried).toEqual([2, 3, 6, 7])
    now += 10 * 60_000
    await appendMany(8, 1)
    await eventually(async () => expect(await noted()).toEqual(upTo(8)))
    expect(await parked()).toEqual([])
    expect(await checkpoints().read(wholeLog)).toMatchObject({ position: 8 })
  })

  it('takes up at once what an operator asks for, though nothing happens in the log, and counts what became of it', async () => {
    await appendMany(1, 3)
    await park(3, [signedIn({ position: 1, time: '08:00:00' }).tenantId])
    const broken = new Set([1, 2, 3])
    const tried: number[] = []
    start({
      retriesParked: true,
      async handle({ events, from, to }) {
        if (from < to) return null
        tried.push(...events.map(({ position }) => position))
        if (events.some(({ position }) => broken.has(position))) throw new RangeError('this one makes no sense')
        return note(events)
      },
    })
    await eventually(async () => expect(tried).toEqual([1, 2, 3]))
    await eventually(async () => expect(await parked()).toMatchObject([1, 2, 3].map(() => ({ reason: 'RangeError' }))))
    broken.delete(1)
    broken.delete(3)
    expect(await askRetry(writer, 'another')).toBe(0)
    expect(await askRetry(writer, 'notes')).toBe(3)
    await eventually(async () => expect(await noted()).toEqual([1, 3]))
    await eventually(async () =>
      expect((await writer.query('select asked, taken, failed from parked_retries')).rows).toEqual([
        { asked: 3, taken: 2, failed: 1 },
      ]),
    )
    const left = await writer.query('select position, tries, asked_at as "askedAt" from parked_events')
    expect(left.rows).toEqual([{ position: 2, tries: 2, askedAt: null }])
  })

  it('takes a parked event once, though two processes try it at the same time', async () => {
    await appendMany(1, 1)
    await park(1, [signedIn({ position: 1, time: '08:00:00' }).tenantId])
    const both = [consumer({ retriesParked: true }), consumer({ retriesParked: true })]
    await both[0]!.checkpoints.adopt([wholeLog])
    const part = { partition: wholeLog, stored: 0, after: 0 }
    const outcomes = await Promise.allSettled(both.map((each) => retryParked(each, part)))
    expect(await noted()).toEqual([1])
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PartitionsMoved)
  })

  it('finds the parked events of its partition among ever so many of others', async () => {
    const { tenantId } = signedIn({ position: 1, time: '08:00:00' })
    const [own, other] = partitionNumbers(2).toSorted((one) => (isOfPartition(one, tenantId) ? -1 : 1))
    await park(1_200, idsOfPartition(other!))
    await park(1, [tenantId], 5_000)
    const tried: number[] = []
    const handle: Consumer['handle'] = async ({ partition }) => {
      tried.push(partition)
      return null
    }
    const retrying = consumer({ retriesParked: true, handle })
    await retrying.checkpoints.adopt([own!, other!])
    expect(await retryParked(retrying, { partition: own!, stored: 0, after: 0 })).toBe(0)
    expect(tried).toEqual([own])
    expect(await parked()).toHaveLength(1_200)
  })

  it('comes to parked events behind a thousand that fail again and again', async () => {
    const { tenantId } = signedIn({ position: 1, time: '08:00:00' })
    await park(1_001, [tenantId])
    let tried = 0
    const handle: Consumer['handle'] = async () => {
      tried += 1
      throw new TypeError('this one makes no sense')
    }
    const failing = consumer({ retriesParked: true, handle })
    const part = { partition: wholeLog, stored: 0 }
    const left = await retryParked(failing, { ...part, after: 0 })
    expect([left, tried]).toEqual([1_000, 1_000])
    expect([await retryParked(failing, { ...part, after: left }), tried]).toEqual([0, 1_001])
  })

  it('parks nothing while the store is away', async () => {
    await appendMany(1, 3)
    let asked = 0
    start({
      async handle({ events }) {
        asked += 1
        if (asked < 8) throw new CodedError('store-unavailable')
        return note(events)
      },
    })
    await eventually(async () => expect(await noted()).toEqual(upTo(3)), 15_000)
    expect(await parked()).toEqual([])
  })

  it('stands still, and says so, when ten events in a row are said to be at fault: it is not the events', async () => {
    await appendMany(1, 40)
    const standing = consumerStanding()
    start({ standing, handle: () => Promise.reject(new TypeError('this release is broken')) })
    await eventually(async () => expect(await parked()).toHaveLength(10), 15_000)
    await eventually(async () => expect(standing.state().failures).toBeGreaterThan(5), 15_000)
    expect(await parked()).toHaveLength(10)
    expect(standing.state()).toMatchObject({ trouble: 'TypeError' })
  })

  it('stands still as well when stretches without wanted events lie between those said to be at fault', async () => {
    await appendMany(1, 12)
    const refusing = consumer({
      handle: async ({ events }) => (events.length === 0 ? null : Promise.reject(new TypeError())),
    })
    const { begin, take } = takeStretches(refusing)
    await refusing.checkpoints.adopt([wholeLog])
    await begin(wholeLog)
    for (const event of await memory.log.readAll({ after: 0, limit: 12 })) {
      const to = 2 * event.position
      const stretch = {
        partition: wholeLog,
        from: to - 2,
        events: [{ ...event, position: to - 1 }],
        to: to - 1,
        head: to,
      }
      for (let tries = 0; tries < 6; tries += 1) await take(stretch).catch(() => undefined)
      await take({ ...stretch, events: [], to }).catch(() => undefined)
    }
    expect(await parked()).toHaveLength(10)
  })

  it('says how far it has read, though nothing had to be written', async () => {
    await appendMany(1, 12)
    const standing = consumerStanding()
    start({ standing, handle: async () => null })
    await eventually(async () => expect(standing.state()).toEqual({ position: 12, failures: 0, trouble: null }))
    ending.abort()
    await running
    expect(standing.state().position).toBeNull()
  })
})

describe('a consumer whose log was put back from a copy', () => {
  /** Other events stand at the same positions. */
  const putBack = async (events: number): Promise<void> => {
    await appendMany(1, 10)
    start()
    await eventually(async () => expect(await noted()).toEqual(upTo(10)))
    ending.abort()
    await running
    ending = new AbortController()
    memory = memoryStore()
    await appendMany(101, events)
  }

  it.each([
    ['ends before what it has read', 6],
    ['has grown past it', 14],
  ])('stands still where the log %s', async (_, events) => {
    await putBack(events)
    const standing = consumerStanding()
    start({ standing, signal: ending.signal })
    await eventually(() => expect(standing.state().trouble).toBe('LogReplaced'))
    expect(await noted()).toEqual(upTo(10))
  })

  it('begins anew where it can forget all that it has read', async () => {
    await putBack(14)
    const forget = async (): Promise<void> => {
      await writer.query('delete from noted')
      await dropCheckpoints(writer, 'notes')
    }
    start({ forget, signal: ending.signal })
    await eventually(async () => expect(await noted()).toEqual(upTo(14)))
    expect(await readBegan(writer, 'notes')).toBe(14)
  })

  it('goes on where the log is the one it has read, also behind events that it does not want', async () => {
    start({ types: ['RefreshTokenReused'] })
    await appendMany(1, 5)
    await memory.store.append('reused', [tokenReused({ position: 6, time: '08:00:00', where: 'tokyo' })], noStream)
    await appendMany(7, 5)
    await eventually(async () => expect(await noted()).toEqual([6]))
    ending.abort()
    await running
    ending = new AbortController()
    const standing = consumerStanding()
    start({ types: ['RefreshTokenReused'], standing, signal: ending.signal })
    await eventually(() => expect(standing.state()).toEqual({ position: 11, failures: 0, trouble: null }))
  })
})

describe('checkpoints of a consumer', () => {
  it('are adopted by other partitions from the slowest on, once by many at a time', async () => {
    const own = checkpoints()
    await own.adopt([wholeLog])
    await own.save(writer, wholeLog, { position: 40, event: null })
    await Promise.all([own, checkpoints(), checkpoints()].map(({ adopt }) => adopt(partitionNumbers(3))))
    for (const partition of partitionNumbers(3)) expect(await own.read(partition)).toMatchObject({ position: 40 })
    await expect(own.read(wholeLog)).rejects.toThrow(PartitionsMoved)
    await own.save(writer, partitionNumbers(3)[1]!, { position: 90, event: null })
    await own.adopt([wholeLog])
    expect(await own.read(wholeLog)).toMatchObject({ position: 40 })
  })

  it('are one consumer’s alone', async () => {
    const [mine, other] = [checkpoints(), consumerCheckpoints(writer, 'others', head)]
    await mine.adopt([wholeLog])
    await mine.save(writer, wholeLog, { position: 7, event: null })
    await other.adopt([wholeLog])
    expect([await mine.read(wholeLog), await other.read(wholeLog)]).toMatchObject([{ position: 7 }, { position: 0 }])
  })
})
