import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { positionBefore } from '#services/guards/logMarks.ts'

const timeOf = (second: number): string =>
  new Date(Date.parse('2026-11-20T08:00:00.000Z') + second * 1_000).toISOString()

/** A log of which only positions and times matter: an event a second, at the positions 1, 1 + `gap`, 1 + 2 `gap` ... */
const logOf = (events: number, gap = 1) => {
  let reads = 0
  return {
    head: async () => (events === 0 ? 0 : 1 + (events - 1) * gap),
    async readAll({ after, limit }: { after: number; limit: number }): Promise<StoredEvent[]> {
      reads += 1
      const first = Math.ceil(after / gap)
      const seconds = Array.from({ length: Math.max(0, Math.min(limit, events - first)) }, (_, place) => first + place)
      return seconds.map((second) => ({ position: 1 + second * gap, at: timeOf(second) }) as StoredEvent)
    },
    reads: () => reads,
  }
}

describe('the place in the log before a time', () => {
  it.each([1, 300])(
    'has every later event behind it, few earlier ones, and takes few reads, with gaps of %i',
    async (gap) => {
      const log = logOf(50_000, gap)
      for (const second of [0, 1, 900, 25_000, 49_999]) {
        const position = await positionBefore(log, timeOf(second))
        expect(position).toBeLessThan(1 + second * gap)
        expect(position).toBeGreaterThanOrEqual((second - 1) * gap - 1_000)
      }
      expect(log.reads()).toBeLessThan(5 * 16)
    },
  )

  it('is the beginning of a log that is empty or all newer, and near the end of one that is all older', async () => {
    expect(await positionBefore(logOf(0), timeOf(0))).toBe(0)
    expect(await positionBefore(logOf(5_000), timeOf(-1))).toBe(0)
    expect(await positionBefore(logOf(5_000), timeOf(9_999))).toBeGreaterThan(5_000 - 1_001)
  })
})
