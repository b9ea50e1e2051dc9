import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { workOff, type Background } from '#services/sessions/endings/workOff.ts'

let working: Background | undefined

beforeEach(() => vi.useFakeTimers())
afterEach(async () => {
  await working?.stop()
  vi.useRealTimers()
})

/** A list of numbered items that answers the first so many; those below `broken` cannot be settled. */
const given = ({ items, batch }: { items: number; batch: number }) => {
  const left = new Set(Array.from({ length: items }, (_, n) => n))
  const state = { broken: 0, left, tries: 0, asked: [] as number[] }
  const begin = () => {
    working = workOff<number>({
      list: async (limit) => {
        state.asked.push(limit)
        return { position: 0, items: [...left].toSorted((one, other) => one - other).slice(0, limit) }
      },
      settle: async (item) => {
        state.tries += 1
        if (item < state.broken) throw new Error('lost key')
        left.delete(item)
        return 0
      },
      idOf: String,
      batch,
      restMs: 1_000,
      onError: () => undefined,
    })
  }
  return { state, begin }
}
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

describe('working off a list', () => {
  it('passes over what fails at its front', async () => {
    const { state, begin } = given({ items: 100, batch: 10 })
    state.broken = 30
    begin()
    await pass(900)
    expect([...state.left]).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })

  it('tries what failed again at every look once nothing else is left', async () => {
    const { state, begin } = given({ items: 12, batch: 10 })
    state.broken = 5
    begin()
    await pass(900)
    state.broken = 0
    await pass(1_100)
    expect(state.left.size).toBe(0)
  })

  it('tries what failed again after a minute though others keep coming', async () => {
    const { state, begin } = given({ items: 20, batch: 10 })
    state.broken = 1
    let next = 20
    const coming = setInterval(() => {
      for (let n = 0; n < 10; n += 1) state.left.add((next += 1))
    }, 20)
    begin()
    await pass(1_000)
    state.broken = 0
    await pass(50_000)
    expect(state.left).toContain(0)
    await pass(11_000)
    expect(state.left).not.toContain(0)
    clearInterval(coming)
  })

  it('neither asks for ever more nor tries without rest when everything fails', async () => {
    const { state, begin } = given({ items: 10_000, batch: 200 })
    state.broken = 10_000
    begin()
    await pass(10_000)
    expect(Math.max(...state.asked)).toBe(2_200)
    expect(state.tries).toBeLessThan(2_000 + 12 * 200)
  })
})
