import { SocketAddress } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOf, parseAddress } from '#services/context/address.ts'

const textOf = (text: string) => parseAddress(text)?.text ?? null

describe('an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['::FFFF:c633:6407', '198.51.100.7'],
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['2001:db8::0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('writes %s as %s', (given, canonical) => {
    expect(textOf(given)).toBe(canonical)
  })

  it.each(['', 'unknown', '198.51.100', '198.51.100.256', '1.2.3.4.5', ':::', '2001:db8::g', ' 1.2.3.4', '01.2.3.4'])(
    'refuses %j',
    (given) => {
      expect(parseAddress(given)).toBeNull()
    },
  )

  it('is written as the operating system writes it', () => {
    const unmapped = fc.ipV6().filter((text) => parseAddress(text)?.family === 6)
    fc.assert(
      fc.property(unmapped, (given) => {
        const written = new SocketAddress({ address: given, family: 'ipv6' }).address
        expect(textOf(given)).toBe(textOf(written))
        expect(textOf(textOf(given)!)).toBe(textOf(given))
      }),
    )
  })

  it('names the block it lies in', () => {
    expect(blockOf(parseAddress('198.51.100.7')!, 24)).toBe('198.51.100.0/24')
    expect(blockOf(parseAddress('2001:db8:7:8::9')!, 48)).toBe('2001:db8:7::/48')
  })
})
