import { BlockList, isIPv6, SocketAddress } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockContains, blockOf, formatBlock, parseAddress, parseBlock } from '#events/addresses.ts'
import { address, block } from '../filter/expressions.ts'

const kind = (text: string) => (isIPv6(text.split('/')[0]!) ? 'ipv6' : 'ipv4')

describe('a block of addresses', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:0DB8::1/32', '2001:db8::/32'],
    ['::', '::'],
    ['::1', '::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ])('%s is written %s', (written, canonical) => {
    expect(formatBlock(parseBlock(written)!)).toBe(canonical)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1/129',
    'fe80::1%eth0',
    '::1.2.3.4:5',
  ])('%s is none', (written) => {
    expect(parseBlock(written)).toBeNull()
  })

  it('holds the addresses that Node’s own block list holds', () => {
    const near = fc.tuple(block, address, fc.boolean()).map(([cidr, other, inside]) => ({
      cidr,
      ip: inside ? cidr.split('/')[0]! : other,
    }))
    fc.assert(
      fc.property(near, ({ cidr, ip }) => {
        const [net, bits] = cidr.split('/')
        const list = new BlockList()
        list.addSubnet(net!, Number(bits ?? (kind(cidr) === 'ipv6' ? 128 : 32)), kind(cidr))
        const holds = kind(cidr) === kind(ip) && list.check(ip, kind(ip))
        expect(blockContains(parseBlock(cidr)!, parseBlock(ip)!)).toBe(holds)
      }),
      { numRuns: 2000 },
    )
  })
})

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

  it.each([
    '',
    'unknown',
    '198.51.100',
    '198.51.100.256',
    '1.2.3.4.5',
    ':::',
    '2001:db8::g',
    ' 1.2.3.4',
    '01.2.3.4',
    '10.0.0.0/8',
  ])('refuses %j', (given) => {
    expect(parseAddress(given)).toBeNull()
  })

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
