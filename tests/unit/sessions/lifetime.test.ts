import { describe, expect, it } from 'vitest'
import { idleExpiry, recordingSeconds } from '#events/session/lifetime.ts'

const start = Date.parse('2026-11-20T09:00:00.000Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const limits = [5, 60, 900, 604_800]

describe('an idle limit', () => {
  it.each(limits)('of %d s has not come a second before, and has come then and a second after', (limit) => {
    const ends = idleExpiry(at(0), limit)
    expect(ends > at(limit - 1)).toBe(true)
    expect(ends <= at(limit)).toBe(true)
    expect(ends <= at(limit + 1)).toBe(true)
  })

  it.each([
    [5, 2.5],
    [60, 30],
    [900, 60],
    [604_800, 900],
  ])('of %d s has a recording interval of %d s inside it, never above half', (limit, interval) => {
    expect(recordingSeconds(limit)).toBe(interval)
    expect(recordingSeconds(limit)).toBeLessThanOrEqual(limit / 2)
  })
})
