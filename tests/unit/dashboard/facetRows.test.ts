import { describe, expect, it } from 'vitest'
import { facetRows, inOrder, unknown } from '../../../dashboard/src/components/overview/facetRows.ts'

describe('the values of a facet', () => {
  it('make up the total: what has none is a row of its own', () => {
    const rows = facetRows({ DE: 4, FR: 2, PT: 0 }, 9)
    expect(rows).toEqual([
      { value: 'DE', sessions: 4 },
      { value: unknown, sessions: 3 },
      { value: 'FR', sessions: 2 },
    ])
    expect(rows.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(9)
    expect(facetRows({ DE: 4 }, 4)).toEqual([{ value: 'DE', sessions: 4 }])
  })

  it('hold still in an order that was, with their numbers of now', () => {
    const now = facetRows({ FR: 5, DE: 4, PT: 1 }, 10)
    expect(inOrder(now, ['DE', 'FR', 'IT'])).toEqual([
      { value: 'DE', sessions: 4 },
      { value: 'FR', sessions: 5 },
      { value: 'IT', sessions: 0 },
      { value: 'PT', sessions: 1 },
    ])
  })
})
