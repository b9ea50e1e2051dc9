import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recentKeys } from '#services/eventStore/sealing/recentKeys.ts'

describe('keys that were used lately', () => {
  const capacity = 4

  it('are still there when no more than the capacity were used since, and never another’s', () => {
    const name = fc.integer({ min: 0, max: 9 }).map(String)
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), (names) => {
        const keys = recentKeys<string>(capacity)
        const used: string[] = []
        for (const each of names) {
          const latest = new Set(used.toReversed().slice(0, capacity))
          const found = keys.get(each)
          expect(found ?? each).toBe(each)
          expect(latest.has(each) && found === undefined).toBe(false)
          if (found === undefined) keys.set(each, each)
          used.splice(used.indexOf(each), used.includes(each) ? 1 : 0)
          used.push(each)
        }
      }),
    )
  })

  it('are at most twice as many as the capacity', () => {
    const keys = recentKeys<number>(capacity)
    for (let number = 0; number < 100; number++) keys.set(String(number), number)
    const kept = Array.from({ length: 100 }, (_, number) => keys.get(String(number))).filter((key) => key !== undefined)
    expect(kept.length).toBeLessThanOrEqual(2 * capacity)
  })
})
