import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { keptOut, keptOutBy, type Way } from '#events/tenant/policy/accessRules.ts'
import { blockContains, parseAddress, parseBlock } from '#events/addresses.ts'
import type { FilterExpression, FilterValue } from '#events/filter/expression.ts'
import { fold } from '#events/filter/fold.ts'

type Access = Policy['access']
const open = { allowed: null, blocked: [] }
const rules = (change: Partial<Access>): Access => ({ countries: open, networks: open, ranges: open, ...change })
const from = (ip: string | null, country: string | null = null, network: string | null = null): Way => ({
  ip,
  place:
    country === null
      ? null
      : { country, region: null, city: null, lat: null, lon: null, accuracyKm: null, source: 'test' },
  network: network === null ? null : { name: network, kind: 'operator' },
})

describe('rules of who may come in', () => {
  it('keep nobody out where there are none', () => {
    expect(keptOutBy(rules({}), from(null))).toBeNull()
    expect(keptOut(rules({}))).toBeNull()
  })

  it('keep out whoever comes from what is blocked', () => {
    const blocked = rules({
      countries: { allowed: null, blocked: ['RU'] },
      networks: { allowed: null, blocked: ['Evil Hosting'] },
      ranges: { allowed: null, blocked: ['203.0.113.0/24', '2001:db8::/32'] },
    })
    expect(keptOutBy(blocked, from('198.51.100.7', 'RU'))).toBe('country')
    expect(keptOutBy(blocked, from('198.51.100.7', 'DE', 'evil hosting'))).toBe('network')
    expect(keptOutBy(blocked, from('203.0.113.9', 'DE'))).toBe('range')
    expect(keptOutBy(blocked, from('2001:db8::1', 'DE'))).toBe('range')
    expect(keptOutBy(blocked, from('198.51.100.7', 'DE', 'Fair Telecom'))).toBeNull()
    expect(keptOutBy(blocked, from(null))).toBeNull()
  })

  it('let in only what is allowed, where something is; what is unknown is not', () => {
    const countries = rules({ countries: { allowed: ['DE', 'FR'], blocked: [] } })
    expect(keptOutBy(countries, from('198.51.100.7', 'DE'))).toBeNull()
    expect(keptOutBy(countries, from('198.51.100.7', 'US'))).toBe('country')
    expect(keptOutBy(countries, from('198.51.100.7'))).toBe('country')
    expect(keptOutBy(countries, from(null))).toBe('country')
    const ranges = rules({ ranges: { allowed: ['198.51.100.0/24'], blocked: ['198.51.100.66'] } })
    expect(keptOutBy(ranges, from('198.51.100.7'))).toBeNull()
    expect(keptOutBy(ranges, from('198.51.100.66'))).toBe('range')
    expect(keptOutBy(ranges, from('203.0.113.9'))).toBe('range')
    expect(keptOutBy(ranges, from(null))).toBe('range')
    expect(keptOutBy(rules({ networks: { allowed: ['Fair Telecom'], blocked: [] } }), from('198.51.100.7'))).toBe(
      'network',
    )
  })

  it('ask no private address for its country', () => {
    const countries = rules({ countries: { allowed: ['DE'], blocked: [] } })
    for (const ip of ['10.1.2.3', '127.0.0.1', '192.168.0.9', '::1', 'fd00::1', '::ffff:10.0.0.1'])
      expect([ip, keptOutBy(countries, from(ip))]).toEqual([ip, null])
  })
})

const holds = (expression: FilterExpression, way: Way): boolean => {
  switch (expression.kind) {
    case 'everything':
      return true
    case 'and':
      return expression.terms.every((term) => holds(term, way))
    case 'or':
      return expression.terms.some((term) => holds(term, way))
    case 'not':
      return !holds(expression.term, way)
    case 'term':
      return expression.values.some((value) => isValue(expression.key, value, way))
  }
}
const isValue = (key: string, value: FilterValue, { ip, place, network }: Way): boolean => {
  if (value.kind === 'cidr') return ip !== null && blockContains(parseBlock(value.cidr)!, parseAddress(ip)!)
  const compared = key === 'country' ? place?.country : network?.name
  return value.kind === 'text' && compared !== undefined && compared !== null && fold(compared) === value.text
}

describe('the filter of those kept out', () => {
  const some = <Value>(...values: Value[]) => fc.constantFrom(...values)
  const gate = <Value>(value: fc.Arbitrary<Value>) =>
    fc.record({ allowed: fc.option(fc.array(value, { maxLength: 2 })), blocked: fc.array(value, { maxLength: 2 }) })
  const access: fc.Arbitrary<Access> = fc.record({
    countries: gate(some('DE', 'US', 'RU')),
    networks: gate(some('Fair Telecom', 'EVIL hosting')),
    ranges: gate(some('198.51.100.0/24', '10.0.0.0/8', '203.0.113.7')),
  })
  const way = fc
    .tuple(
      some('198.51.100.7', '203.0.113.7', '10.1.2.3', '192.0.2.1', null),
      some('DE', 'US', 'RU', null),
      some('Fair Telecom', 'Evil Hosting', null),
    )
    .map(([ip, country, network]) => from(ip, country, network))

  it('finds exactly those', () => {
    fc.assert(
      fc.property(access, way, (asked, coming) => {
        const filter = keptOut(asked)
        expect(filter !== null && holds(filter, coming)).toBe(keptOutBy(asked, coming) !== null)
      }),
      { numRuns: 500 },
    )
  })
})
