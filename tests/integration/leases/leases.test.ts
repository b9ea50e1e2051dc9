import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acquireLease, releaseLease, renewLease } from '#services/leases/lease.ts'
import { type Leadership, whileLeader } from '#services/leases/whileLeader.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

let database: TestDatabase
let writer: Queryable
beforeAll(async () => {
  database = await testDatabase()
  writer = database.databases.writer
})
afterAll(() => database?.drop())

const claim = (name: string, holder: string, ttlMs = 60_000) => ({ name, holder, ttlMs })
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))

/** A process that stands by for `name`; what it was as leader is kept. */
const process = (name: string, holder: string, given: { ttlMs?: number; database?: Queryable } = {}) => {
  const ending = new AbortController()
  const led: Leadership[] = []
  const running = whileLeader({
    database: given.database ?? writer,
    name,
    holder,
    signal: ending.signal,
    now: () => performance.now(),
    logger: silentLogger,
    ...(given.ttlMs === undefined ? {} : { ttlMs: given.ttlMs }),
    async lead(leadership) {
      led.push(leadership)
      await untilAborted(leadership.signal)
    },
  })
  const stop = async (): Promise<void> => {
    ending.abort()
    await running
  }
  return { led, leads: () => led.at(-1)?.signal.aborted === false, stop }
}

describe('a lease', () => {
  it('is taken by one, renewed by that one alone, and free after its release', async () => {
    const first = await acquireLease(writer, claim('one', 'a'))
    expect(first).toEqual({ fence: 1 })
    expect(await acquireLease(writer, claim('one', 'b'))).toBeNull()
    expect(await renewLease(writer, claim('one', 'a'), 1)).toBe(true)
    expect(await renewLease(writer, claim('one', 'b'), 1)).toBe(false)
    await releaseLease(writer, claim('one', 'b'), 1)
    expect(await acquireLease(writer, claim('one', 'b'))).toBeNull()
    await releaseLease(writer, claim('one', 'a'), 1)
    expect(await acquireLease(writer, claim('one', 'b'))).toEqual({ fence: 2 })
  })

  it('that ran out is never revived, and whoever comes next gets a higher fence', async () => {
    const lost = (await acquireLease(writer, claim('two', 'a', 50)))!
    await sleep(80)
    expect(await renewLease(writer, claim('two', 'a'), lost.fence)).toBe(false)
    const next = (await acquireLease(writer, claim('two', 'a')))!
    expect(next.fence).toBeGreaterThan(lost.fence)
    expect(await renewLease(writer, claim('two', 'a'), lost.fence)).toBe(false)
  })

  it('asked for by many at once goes to one', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, (_, n) => acquireLease(writer, claim('three', `${n}`))))
    expect(asked.filter((lease) => lease !== null)).toHaveLength(1)
  })
})

describe('a leader', () => {
  it('leads alone, longer than the lease lasts, and gives way at once when it stops', async () => {
    const one = process('gives-way', 'one', { ttlMs: 1_500 })
    await eventually(() => expect(one.leads()).toBe(true))
    const other = process('gives-way', 'other', { ttlMs: 1_500 })
    await sleep(3_000)
    expect([one.leads(), other.led.length]).toEqual([true, 0])
    const stoppedAt = performance.now()
    await one.stop()
    await eventually(() => expect(other.leads()).toBe(true))
    expect(performance.now() - stoppedAt).toBeLessThan(2_500)
    expect(other.led[0]!.fence).toBeGreaterThan(one.led[0]!.fence)
    await other.stop()
  })

  it('that no longer reaches the database stops before a stand-by takes over, in under ten seconds', async () => {
    let isCut = false
    const cuttable: Queryable = {
      query: (statement, values) => (isCut ? new Promise(() => undefined) : writer.query(statement, values)),
    }
    const one = process('cut', 'one', { database: cuttable })
    await eventually(() => expect(one.leads()).toBe(true))
    const other = process('cut', 'other')
    isCut = true
    const cutAt = performance.now()
    let oneEndedAt = 0
    one.led[0]!.signal.addEventListener('abort', () => (oneEndedAt = performance.now()))
    await eventually(() => expect(other.leads()).toBe(true), 12_000)
    expect(performance.now() - cutAt).toBeLessThan(10_000)
    expect(oneEndedAt).toBeGreaterThan(0)
    expect(other.led[0]!.fence).toBe(one.led[0]!.fence + 1)
    isCut = false
    await other.stop()
    await eventually(() => expect(one.leads()).toBe(true))
    await one.stop()
  }, 20_000)

  it('whose work fails gives the lease back and is followed', async () => {
    const ending = new AbortController()
    const fences: number[] = []
    const running = whileLeader({
      database: writer,
      name: 'fails',
      holder: 'one',
      signal: ending.signal,
      now: () => performance.now(),
      logger: silentLogger,
      async lead({ fence, signal }) {
        fences.push(fence)
        if (fences.length === 1) throw new Error('broken')
        await untilAborted(signal)
      },
    })
    await eventually(() => expect(fences).toEqual([1, 2]))
    ending.abort()
    await running
  })
})
