import { describe, expect, it } from 'vitest'
import { effectBars } from '../../../dashboard/src/components/forceLogout/effectBars.ts'

describe('the bars of a time to effect', () => {
  it('have a round width that holds the slowest', () => {
    expect(effectBars([20, 84, 412, 633], 412).to).toBe(640)
    expect(effectBars([3, 9], null).to).toBe(16)
    expect(effectBars([120_000], null).to).toBeGreaterThan(120_000)
  })

  it('stand in proportion to the fullest', () => {
    const { heights } = effectBars([1, 1, 1, 1, 5], null)
    expect(heights[1]).toBe(1)
    expect(heights[5]).toBe(0.25)
  })

  it('mark what is slower than 99 of 100, where there are enough to tell', () => {
    const many = Array.from({ length: 99 }, () => 10)
    expect(effectBars([...many, 600], 10).lateFrom).toBe(1)
    expect(effectBars([10, 600], 10).lateFrom).toBe(16)
  })
})
