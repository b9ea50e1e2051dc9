import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { filterCost, mostComparisons } from '#events/filter/filterCost.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { readFilter } from '#services/projections/filter/readFilter.ts'

const costOf = (text: string): number => {
  const parsed = parseFilter(text, { fields: filterFields.sessions, now: 0 })
  if (!parsed.ok) throw new Error(parsed.mistake.expected)
  return filterCost(parsed.expression)
}
const orTerms = (count: number) => Array.from({ length: count }, (_, n) => `city:c${n}`).join(' or ')

describe('the cost of a filter', () => {
  it.each([
    ['', 0],
    ['status:active', 1],
    ['country:DE,FR,US,JP', 1],
    ['-country:DE,FR', 1],
    ['city:ber*,par*,rom*', 3],
    ['ip:10.0.0.0/8,192.168.0.0/16', 2],
    ['garcia', 5],
    ['ada "chen garcia" -berlin', 15],
    ['status:active (risk>=70 or country:DE) -deviceType:mobile', 4],
  ])('of %j is %i comparisons', (text, cost) => {
    expect(costOf(text)).toBe(cost)
  })

  it('is refused beyond what every row can be compared with, and says how to write it cheaper', () => {
    expect(() => readFilter(orTerms(mostComparisons), 'sessions', 0)).not.toThrow()
    expect(() => readFilter(orTerms(146), 'sessions', 0)).toThrow(
      expect.objectContaining({
        code: 'filter-too-costly',
        details: expect.objectContaining({
          detail: expect.stringMatching(/40 comparisons at most; this one makes 146/),
        }),
      }),
    )
  })
})
