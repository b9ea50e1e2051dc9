import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { logAheadSeconds } from '#services/eventStore/logAhead.ts'

const now = Date.parse('2026-11-01T12:00:00.000Z')
const clock = { now: () => now }
const logOf = (at: string | null) => ({
  head: async () => (at === null ? 0 : 7),
  readAt: async (positions: readonly number[]) => positions.map(() => ({ at }) as StoredEvent),
})

describe('the time of the log', () => {
  it('is ahead by what its newest event is later than now, until that is past', async () => {
    expect(await logAheadSeconds(logOf('2026-11-01T13:00:00.000Z'), clock)).toBe(3_600)
    expect(await logAheadSeconds(logOf('2026-11-01T12:00:00.000Z'), clock)).toBe(0)
    expect(await logAheadSeconds(logOf('2026-11-01T11:00:00.000Z'), clock)).toBe(0)
    expect(await logAheadSeconds(logOf(null), clock)).toBe(0)
  })
})
