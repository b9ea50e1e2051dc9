import { describe, expect, it } from 'vitest'
import type { RequestContext } from '#events/envelope.ts'
import { type Block, catches, filterOfBlock, isBlocked, normalBlockValue, type WayIn } from '#events/tenant/blocks.ts'
import { filterFields } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'

const way = (change: Partial<WayIn>): WayIn => ({ ip: null, country: null, deviceId: null, clientId: null, ...change })

describe('what is blocked', () => {
  it.each([
    ['address', ' 203.0.113.7 ', '203.0.113.7'],
    ['address', '::ffff:203.0.113.7', '203.0.113.7'],
    ['address', '64:ff9b::203.0.113.7', '203.0.113.7'],
    ['address', '2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['network', '203.0.113.77/24', '203.0.113.0/24'],
    ['network', '2001:DB8:7::/48', '2001:db8:7::/48'],
    ['country', 'de', 'DE'],
    ['device', ' d-1 ', 'd-1'],
    ['application', 'web', 'web'],
  ] as const)('as %s, %j is written %j', (kind, value, normal) => {
    expect(normalBlockValue({ kind, value })).toBe(normal)
  })

  it.each([
    ['address', '203.0.113.0/24'],
    ['address', 'example.org'],
    ['network', '203.0.113.7'],
    ['network', '203.0.113.7/33'],
    ['country', 'Germany'],
    ['country', 'XX'],
    ['device', '  '],
  ] as const)('as %s is not %j', (kind, value) => {
    expect(normalBlockValue({ kind, value })).toBeNull()
  })

  it('is found by its filter', () => {
    for (const blocked of [
      { kind: 'address', value: '2001:db8:1:2::/64' },
      { kind: 'network', value: '203.0.113.0/24' },
      { kind: 'country', value: 'DE' },
      { kind: 'device', value: 'a "quoted" one, (really)' },
      { kind: 'application', value: 'web-2' },
    ] as const) {
      const parsed = parseFilter(filterOfBlock(blocked), { fields: filterFields.sessions, now: 0 })
      expect(parsed).toMatchObject({ ok: true })
    }
  })
})

describe('a block', () => {
  it('of an address catches the IPv6 addresses around it, and the IPv4 address however it is carried', () => {
    const around = { kind: 'address', value: '2001:db8:1:2::/64' } as const
    expect(catches(around, way({ ip: '2001:db8:1:2::9' }))).toBe(true)
    expect(catches(around, way({ ip: '2001:db8:1:3::9' }))).toBe(false)
    const four = { kind: 'address', value: '203.0.113.7' } as const
    expect(catches(four, way({ ip: '64:ff9b::cb00:7107' }))).toBe(true)
    expect(catches(four, way({ ip: null }))).toBe(false)
  })

  it('of a device, a country or an app catches that and nothing else', () => {
    expect(catches({ kind: 'device', value: 'd1' }, way({ deviceId: 'D1' }))).toBe(true)
    expect(catches({ kind: 'device', value: 'd1' }, way({}))).toBe(false)
    expect(catches({ kind: 'country', value: 'DE' }, way({ country: 'DE' }))).toBe(true)
    expect(catches({ kind: 'country', value: 'DE' }, way({ country: null }))).toBe(false)
    expect(catches({ kind: 'application', value: 'web' }, way({ clientId: 'webb' }))).toBe(false)
  })

  it('lapses by itself', () => {
    const block = { kind: 'application', value: 'web', until: '2026-11-21T12:00:00.000Z' } as Block
    const context = { ip: null, clientId: 'web', device: null, place: null } as RequestContext
    expect(isBlocked([block], context, '2026-11-21T11:59:59.999Z')).toBe(true)
    expect(isBlocked([block], context, '2026-11-21T12:00:00.000Z')).toBe(false)
  })
})
