import { describe, expect, it } from 'vitest'
import { shares } from '#services/turns/shares.ts'

describe('shares', () => {
  it.each([
    ['no limit of work', { atOnce: 2 }],
    ['a limit of work', { atOnce: 2, burstMs: 1_000, msPerSecond: 500 }],
  ])('forget whoever has rested, of many who each come once: with %s', (_name, share) => {
    let now = 0
    const held = shares(share, () => now)
    for (let person = 0; person < 20_000; person += 1) {
      held.begin(`${person}`)
      now += 5
      held.end(`${person}`, 5)
    }
    expect(held.size()).toBeLessThanOrEqual(2_000)
  })

  it('forget nobody who is at work or has had too much', () => {
    const held = shares({ atOnce: 1, burstMs: 1_000, msPerSecond: 1 }, () => 0)
    held.begin('at work')
    held.begin('heavy')
    held.end('heavy', 2_000)
    for (let person = 0; person < 5_000; person += 1) {
      held.begin(`${person}`)
      held.end(`${person}`, 0)
    }
    expect([held.mayBegin('at work'), held.mayBegin('heavy')]).toEqual([false, false])
  })
})
