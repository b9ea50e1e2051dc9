import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fairTurns, type FairTurnsNeeds } from '#services/turns/fairTurns.ts'
import type { Asker } from '#services/turns/waitingLine.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const given = (options: Partial<FairTurnsNeeds> = {}) => {
  const turns = fairTurns({
    now: () => performance.now(),
    width: 1,
    patienceMs: 3_000,
    refusal: 'Too many.',
    ...options,
  })
  const served: string[] = []
  const refused: string[] = []
  /** Asks for a turn of that many milliseconds. */
  const ask = (name: string, asker: Asker, ms = 100) =>
    turns
      .run(asker, async () => {
        served.push(name)
        await new Promise((resolve) => setTimeout(resolve, ms))
      })
      .catch(() => void refused.push(name))
  return { ...turns, ask, served, refused }
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('turns', () => {
  it('are taken as many at once as there is room, the others in order', async () => {
    const { ask, served, waiting } = given({ width: 2 })
    for (const name of ['a', 'b', 'c']) void ask(name, { tenant: 't' })
    await after(0)
    expect([served, waiting()]).toEqual([['a', 'b'], 1])
    await after(100)
    expect([served, waiting()]).toEqual([['a', 'b', 'c'], 0])
  })

  it('go on after one that failed', async () => {
    const { run } = given()
    await expect(run({ tenant: 't' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await run({ tenant: 't' }, async () => 7)).toBe(7)
  })

  it('are fair between tenants, however many one of them asks for', async () => {
    const { ask, served } = given({ patienceMs: 60_000 })
    for (let n = 0; n < 50; n += 1) void ask(`flood ${n}`, { tenant: 'flood' })
    void ask('mine', { tenant: 'mine' })
    void ask('mine too', { tenant: 'mine' })
    await after(450)
    expect(served).toEqual(['flood 0', 'mine', 'flood 1', 'mine too', 'flood 2'])
  })

  it('are fair between the people of a tenant', async () => {
    const { ask, served } = given({ patienceMs: 60_000 })
    for (let n = 0; n < 50; n += 1) void ask(`ann ${n}`, { tenant: 't', person: 'ann' })
    void ask('bob', { tenant: 't', person: 'bob' })
    await after(250)
    expect(served).toEqual(['ann 0', 'bob', 'ann 1'])
  })

  it('come before all others to who goes first', async () => {
    const { ask, served } = given({ patienceMs: 60_000 })
    for (let n = 0; n < 50; n += 1) void ask(`${n}`, { tenant: `t${n}` })
    void ask('known', { tenant: 't0', isFirst: true })
    await after(150)
    expect(served).toEqual(['0', 'known'])
  })

  it('come to the others though some that go first always come again', async () => {
    const { ask, served, refused } = given({ width: 2, widthOfOthers: 1 })
    const again = async (name: string): Promise<void> => {
      for (let n = 0; n < 100; n += 1) await ask(name, { tenant: 'greedy', isFirst: true })
    }
    for (let n = 0; n < 4; n += 1) void again('known')
    await after(150)
    void ask('stranger', { tenant: 'mine' })
    await after(400)
    expect([served.filter((name) => name === 'stranger'), refused]).toEqual([['stranger'], []])
    await after(20_000)
  })

  it('leave room to who goes first, where there is some', async () => {
    const { ask, served } = given({ width: 2, widthOfOthers: 1 })
    for (let n = 0; n < 3; n += 1) void ask(`${n}`, { tenant: 't' })
    await after(50)
    expect(served).toEqual(['0'])
    void ask('known', { tenant: 't', isFirst: true })
    await after(0)
    expect(served).toEqual(['0', 'known'])
  })
})

it('cost by how many people wait, not by how much each asks for', async () => {
  let looks = 0
  const now = () => {
    looks += 1
    return performance.now()
  }
  const { ask, served } = given({ now, width: 8, patienceMs: 60_000 })
  for (let n = 0; n < 2_000; n += 1) void ask(`${n}`, { tenant: 't', person: `${n % 5}` }, 1)
  await after(10_000)
  expect(served).toHaveLength(2_000)
  expect(looks).toBeLessThan(2_000 * 200)
})

describe('patience', () => {
  it('is never exceeded: whoever has not begun by then is refused', async () => {
    const { ask, served, refused } = given()
    void ask('slow', { tenant: 't' }, 60_000)
    void ask('late', { tenant: 't' })
    await after(2_999)
    expect(refused).toEqual([])
    await after(2)
    expect([served, refused]).toEqual([['slow'], ['late']])
  })

  it('is judged by how long turns took lately, and the refusal says when to come back', async () => {
    const { run, requireRoom } = given()
    const second = () => new Promise<void>((resolve) => setTimeout(resolve, 1_000))
    for (let n = 0; n < 3; n += 1) {
      const done = run({ tenant: 't' }, second)
      await after(1_000)
      await done
    }
    const held = Array.from({ length: 3 }, () => run({ tenant: 't' }, second))
    await after(0)
    const refusal = { code: 'busy', details: { detail: 'Too many.', retryAfterSeconds: 3 } }
    expect(() => requireRoom({ tenant: 't' })).not.toThrow()
    held.push(run({ tenant: 't' }, second).catch(() => undefined))
    await after(0)
    expect(() => requireRoom({ tenant: 't' })).toThrow(
      expect.objectContaining({ ...refusal, details: { ...refusal.details, retryAfterSeconds: 4 } }),
    )
    expect(() => requireRoom({ tenant: 'other' })).not.toThrow()
    expect(() => requireRoom({ tenant: 't', isFirst: true })).not.toThrow()
    await after(10_000)
    await Promise.all(held)
  })
})

describe('a share', () => {
  it('bounds what a tenant and a person have at once', async () => {
    const { ask, served } = given({ width: 4, ofTenant: { atOnce: 2 }, ofPerson: { atOnce: 1 } })
    void ask('ann', { tenant: 't', person: 'ann' })
    void ask('ann again', { tenant: 't', person: 'ann' })
    void ask('bob', { tenant: 't', person: 'bob' })
    void ask('cleo', { tenant: 't', person: 'cleo' })
    void ask('dan', { tenant: 'other', person: 'dan' })
    await after(0)
    expect(served).toEqual(['ann', 'bob', 'dan'])
    await after(300)
    expect(served.toSorted()).toEqual(['ann', 'ann again', 'bob', 'cleo', 'dan'])
  })

  it('lets whoever has had much rest, while others go on', async () => {
    const { ask, served } = given({ width: 4, ofTenant: { atOnce: 4, burstMs: 1_000, msPerSecond: 250 } })
    await Promise.all([ask('heavy', { tenant: 'greedy' }, 1_500), after(1_500)])
    void ask('more', { tenant: 'greedy' })
    void ask('light', { tenant: 'modest' })
    await after(0)
    expect(served).toEqual(['heavy', 'light'])
    // 1,500 ms of work, of which 1,000 were free: 500 are owed, 250 are paid back each second.
    await after(1_990)
    expect(served).toEqual(['heavy', 'light'])
    await after(20)
    expect(served).toEqual(['heavy', 'light', 'more'])
  })

  it('is whole again after a rest', async () => {
    const { ask, served, refused } = given({ ofTenant: { atOnce: 4, burstMs: 1_000, msPerSecond: 100 } })
    await Promise.all([ask('heavy', { tenant: 't' }, 5_000), after(5_000)])
    await ask('too soon', { tenant: 't' })
    await after(60_000)
    await Promise.all([ask('rested', { tenant: 't' }), after(100)])
    expect([served, refused]).toEqual([['heavy', 'rested'], ['too soon']])
  })
})
