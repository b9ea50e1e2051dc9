import { describe, expect, it } from 'vitest'
import { normalGateValue } from '#events/tenant/policy/gateValue.ts'

describe('a value of a rule on where people come from', () => {
  it('is a country by its code or its name', () => {
    for (const typed of ['DE', 'de', ' Germany ', 'germany']) expect(normalGateValue('countries', typed)).toBe('DE')
    for (const typed of ['uk', 'GB', 'United Kingdom']) expect(normalGateValue('countries', typed)).toBe('GB')
    expect(normalGateValue('countries', 'ZZ')).toBeNull()
    expect(normalGateValue('countries', 'Atlantis')).toBeNull()
    expect(normalGateValue('countries', '')).toBeNull()
  })

  it('is an address or a network, without bits that say nothing', () => {
    expect(normalGateValue('ranges', '203.0.113.77/24')).toBe('203.0.113.0/24')
    expect(normalGateValue('ranges', ' 203.0.113.7 ')).toBe('203.0.113.7')
    expect(normalGateValue('ranges', '2001:DB8:0:0::7/48')).toBe('2001:db8::/48')
    expect(normalGateValue('ranges', '::ffff:203.0.113.7')).toBe('203.0.113.7')
    for (const typed of ['203.0.113', '203.0.113.0/33', 'office', ''])
      expect(normalGateValue('ranges', typed)).toBeNull()
  })

  it('is the name of an operator, with single spaces', () => {
    expect(normalGateValue('networks', '  Lagoon   Mobile ')).toBe('Lagoon Mobile')
    expect(normalGateValue('networks', '  ')).toBeNull()
  })
})
