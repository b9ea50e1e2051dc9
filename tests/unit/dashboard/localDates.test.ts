import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { resolveDates, shownInstant } from '../../../dashboard/src/components/filter/localDates.ts'

const understood = (filter: string) => parseFilter(filter, { fields: filterFields.sessions, now: 0 })

describe('a date in a filter', () => {
  it.each([
    ['started:2026-11-21', 'started:2026-11-21T00:00+01:00..2026-11-22T00:00+01:00'],
    ['started>2026-11-21', 'started>2026-11-21T00:00+01:00'],
    ['started<=2026-07-01T09:30', 'started<=2026-07-01T09:30+02:00'],
    ['started:2026-11-21T09:30:15.5', 'started:2026-11-21T09:30:15.5+01:00'],
    ['-(ended>2026-11-21 or user:2026-11-21)', '-(ended>2026-11-21T00:00+01:00 or user:2026-11-21)'],
    ['started>-2h ended<2026-11-21T09:30Z', 'started>-2h ended<2026-11-21T09:30Z'],
    // The hour that exists twice: the first; the one that does not: as the clocks went on.
    ['started>2026-10-25T02:30', 'started>2026-10-25T02:30+02:00'],
    ['started>2026-03-29T02:30', 'started>2026-03-29T02:30+01:00'],
  ])('%s means the zone the page shows: %s', (written, resolved) => {
    expect(resolveDates(written, 'Europe/Berlin')).toBe(resolved)
    expect(understood(resolved).ok).toBe(true)
    expect(resolveDates(written, 'UTC')).toBe(written)
  })

  it('is a day of 25 hours where the clocks are set back', () => {
    expect(understood(resolveDates('started:2026-10-25', 'Europe/Berlin'))).toMatchObject({
      expression: {
        terms: [
          { values: [{ instant: '2026-10-24T22:00:00.000Z' }] },
          { operator: '<', values: [{ instant: '2026-10-25T23:00:00.000Z' }] },
        ],
      },
    })
  })

  it.each([
    ['2026-11-21T00:00+01:00..2026-11-22T00:00+01:00', '2026-11-21 +01:00'],
    ['2026-10-25T00:00+02:00..2026-10-26T00:00+01:00', '2026-10-25 +02:00'],
    ['2026-11-21T00:00+01:00..2026-11-28T00:00+01:00', '2026-11-21 00:00 +01:00..2026-11-28 00:00 +01:00'],
    ['2026-11-21', '2026-11-21 UTC'],
    ['2026-11-21T09:30', '2026-11-21 09:30 UTC'],
    ['2026-11-21T09:30:00.000Z', '2026-11-21 09:30:00.000 UTC'],
    ['-2h', '-2h'],
  ])('%s stands in its chip as %s', (written, shown) => {
    expect(shownInstant(written)).toBe(shown)
  })
})
