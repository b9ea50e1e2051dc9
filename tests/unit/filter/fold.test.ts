import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { family, fold } from '#events/filter/fold.ts'

describe('folded text', () => {
  it.each([
    ['Ann@ACME.test', 'ann@acme.test'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ὀδος', fold('ὈΔΟΣ')],
    ['STRAẞE', 'strasse'],
    ['ﬁle', 'file'],
    ['e\u0301', 'é'],
    ['Ann@XN--MNCHEN-3YA.test', 'ann@münchen.test'],
    ['router.xn--mnchen-3ya.test (AS64500)', 'router.münchen.test (as64500)'],
    ['xn--', 'xn--'],
  ])('%s becomes %s', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('stays as it is when folded again', () => {
    const domains = fc
      .array(fc.constantFrom('xn--', '.', '@', '-', 'mnchen-3ya', 'a', 'Ü', '1ug'), { maxLength: 12 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), domains), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a family of software', () => {
  it.each([
    ['Chrome 142', 'Chrome'],
    ['Windows 11', 'Windows'],
    ['macOS 26.1', 'macOS'],
    ['Samsung Internet 29', 'Samsung Internet'],
    ['Acme 8.2', 'Acme'],
    ['iOS', 'iOS'],
  ])('of %s is %s', (name, expected) => {
    expect(family(name)).toBe(expected)
  })
})
