import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryLeaves, isBeforePlace, retirementsAmong, sessionLeaves } from '#events/retention/leaving.ts'

const retirement = {
  rowsBefore: '2026-11-01T00:00:00.000Z',
  sessionsBefore: { endedAt: '2026-10-30T10:00:00.000Z', sessionId: '0193a000-0000-7000-8000-000000000005' },
  entriesBefore: 100,
  countsBefore: null,
  removed: { sessions: 7, entries: 99, minutes: 0, quarters: 0 },
}
const session = (endedAt: string | null, last: number) => ({
  id: `0193a000-0000-7000-8000-00000000000${last}`,
  endedAt,
})

describe('what leaves lists with a retirement', () => {
  it('is read from entries of the log; what a later version says is not guessed', () => {
    const entries = [
      { type: 'SessionStarted', version: 1, data: {} },
      { type: 'RecordsRetired', version: 1, data: retirement },
      { type: 'RecordsRetired', version: 2, data: { everything: true } },
    ]
    expect(retirementsAmong(entries)).toEqual([retirement])
  })

  it.each([
    ['a live session, however old', session(null, 1), false],
    ['a session that ended before', session('2026-10-30T09:59:59.999Z', 9), true],
    ['one of the same instant with a lower id', session('2026-10-30T10:00:00.000Z', 4), true],
    ['the first that stays', session('2026-10-30T10:00:00.000Z', 5), false],
    ['a session that ended later', session('2026-10-30T10:00:00.001Z', 1), false],
  ])('%s: %s', (_, row, leaves) => {
    expect(sessionLeaves(row, retirement)).toBe(leaves)
    expect(sessionLeaves(row, { ...retirement, sessionsBefore: null })).toBe(false)
  })

  it.each([
    [99, true],
    [100, false],
  ])('entry %i: %s', (number, leaves) => {
    expect(entryLeaves({ number }, retirement)).toBe(leaves)
    expect(entryLeaves({ number }, { ...retirement, entriesBefore: null })).toBe(false)
  })

  it('has an order of places in which of two different ones exactly one is before the other', () => {
    const place = fc.record({ endedAt: fc.constantFrom('a', 'b'), sessionId: fc.constantFrom('1', '2') })
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame = one.endedAt === other.endedAt && one.sessionId === other.sessionId
        expect(isBeforePlace(one, other) || isBeforePlace(other, one)).toBe(!isSame)
        expect(isBeforePlace(one, other) && isBeforePlace(other, one)).toBe(false)
      }),
    )
  })
})
