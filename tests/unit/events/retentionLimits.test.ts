import { describe, expect, it } from 'vitest'
import { limitsOf } from '#events/retention/limitsOf.ts'

const evening = Date.parse('2026-11-30T21:30:00.000Z')

describe('what has left by now under a policy', () => {
  it('is nothing where everything is kept', () => {
    expect(limitsOf({ rowsDays: null, countsDays: null }, evening)).toEqual({ rowsBefore: null, countsBefore: null })
  })
  it('is what is older than whole days in UTC, so that it was kept for as long at least', () => {
    expect(limitsOf({ rowsDays: 1, countsDays: 30 }, evening)).toEqual({
      rowsBefore: '2026-11-29T00:00:00.000Z',
      countsBefore: '2026-10-31T00:00:00.000Z',
    })
  })
  it('moves at midnight, and with it once a day', () => {
    const midnight = Date.parse('2026-12-01T00:00:00.000Z')
    expect(limitsOf({ rowsDays: 1, countsDays: null }, midnight - 1).rowsBefore).toBe('2026-11-29T00:00:00.000Z')
    expect(limitsOf({ rowsDays: 1, countsDays: null }, midnight).rowsBefore).toBe('2026-11-30T00:00:00.000Z')
  })
})
