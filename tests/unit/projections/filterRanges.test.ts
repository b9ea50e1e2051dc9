import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressesIn, afterPrefix, idsWithPrefix } from '#services/projections/filter/ranges.ts'

/** As PostgreSQL's "C" collation compares: by the bytes of UTF-8. */
const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
const text = fc.string({ unit: 'binary', maxLength: 6 }).map((any) => any.toWellFormed())

describe('the range of a prefix', () => {
  it('holds exactly what begins with it', () => {
    fc.assert(
      fc.property(text.filter(Boolean), text, fc.boolean(), (prefix, rest, extends_) => {
        const candidate = extends_ ? prefix + rest : rest
        const after = afterPrefix(prefix)
        const within = compare(candidate, prefix) >= 0 && (after === null || compare(candidate, after) < 0)
        expect(within).toBe(candidate.startsWith(prefix))
      }),
      { numRuns: 2_000 },
    )
  })

  it('steps over the surrogates and has no end after the last letter', () => {
    expect(afterPrefix('a\ud7ff')).toBe('a\ue000')
    expect(afterPrefix('a\u{10ffff}')).toBe('b')
    expect(afterPrefix('\u{10ffff}')).toBeNull()
  })
})

describe('the range of an id prefix', () => {
  it('holds exactly the ids that begin with it', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(36), (id, other, length) => {
        const range = idsWithPrefix(id.slice(0, length))
        expect(range).not.toBeNull()
        expect(other >= range!.from && other <= range!.to).toBe(other.startsWith(id.slice(0, length)))
      }),
    )
  })

  it.each(['x', '0193a0000', 'G', '0193a000-', '0193a000-0000-7000-8000-000000000001a'])('of %s', (prefix) => {
    const fits = '0193a000-0000-7000-8000-000000000001'.startsWith(prefix)
    expect(idsWithPrefix(prefix) !== null).toBe(fits)
  })
})

describe('the range of a block of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0', '10.255.255.255'],
    ['203.0.113.77', '203.0.113.77', '203.0.113.77'],
    ['203.0.113.64/27', '203.0.113.64', '203.0.113.95'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::/33', '2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s', (block, from, to) => {
    expect(addressesIn(block)).toEqual({ from, to })
  })
})
