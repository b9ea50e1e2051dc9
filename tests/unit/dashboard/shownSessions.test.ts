import { describe, expect, it } from 'vitest'
import { askedFilter, shownByDefault } from '../../../dashboard/src/components/sessions/shownSessions.ts'

describe('which sessions a filter is about', () => {
  it.each([
    ['', 'open'],
    ['country:SG', 'open'],
    ['status:revoked', 'all'],
    ['country:SG -by:policy', 'all'],
    ['(cause:admin or risk>5)', 'all'],
    ['ended>-1h', 'all'],
  ])('of %s is %s unless the person says otherwise', (filter, shown) => {
    expect(shownByDefault(filter)).toBe(shown)
  })

  it.each([
    ['', 'open', 'status:active'],
    ['country:SG or app:web', 'open', '(country:SG or app:web) status:active'],
    ['country:SG', 'ended', 'country:SG -status:active'],
    ['country:SG', 'all', 'country:SG'],
  ] as const)('%s among %s asks the server for %s', (filter, shown, asked) => {
    expect(askedFilter(filter, shown)).toBe(asked)
  })
})
