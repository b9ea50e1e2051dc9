import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBlock, parseAddress, parseBlock } from '#events/addresses.ts'
import { blocksAround, carriedAddress, countedAddress } from '#events/carriedAddress.ts'

const carried = (text: string) => carriedAddress(parseAddress(text)!)
const counts = (text: string) => countedAddress(parseAddress(text)!).text

describe('an IPv6 address', () => {
  it.each([
    ['of a translator', '64:ff9b::c633:6407'],
    ['of a translator, written with dots', '64:ff9b::198.51.100.7'],
    ['of a translator in a local prefix', '64:ff9b:1::198.51.100.7'],
    ['of a translator in a local prefix with a subnet', '64:ff9b:1:fffe::198.51.100.7'],
    ['mapped', '::ffff:198.51.100.7'],
    ['of 6to4', '2002:c633:6407::1'],
    ['of 6to4, any subnet and machine', '2002:c633:6407:1234:5678:9abc:def0:1'],
    ['of Teredo', '2001:0:4136:e378:8000:63bf:39cc:9bf8'],
  ])('%s counts as the IPv4 address it is the way to', (_, text) => {
    expect(counts(text)).toBe('198.51.100.7')
  })

  it.each([
    ['of ISATAP, which anybody can write', '2001:db8::5efe:198.51.100.7'],
    ['of ISATAP, said to be global', '2001:db8::200:5efe:198.51.100.7'],
    ['of 6to4 with a private address', '2002:a00:1::1'],
    ['of 6to4 with this machine', '2002:7f00:1::1'],
    ['of Teredo with a private address', '2001:0:4136:e378:8000:63bf:f5ff:fffe'],
    ['of a translator with a private address', '64:ff9b::10.0.0.1'],
    ['of a translator whose prefix is shorter', '64:ff9b:1:c633:64:700::'],
  ])('%s carries one that is not certain, and stays itself', (_, text) => {
    expect(carried(text)).toEqual({ kind: 'uncertain' })
    expect(counts(text)).toBe(formatBlock(parseBlock(text)!))
  })

  it.each([
    '2001:db8::1',
    '2003:c633:6407::1',
    'fe80::1',
    '::1',
    '64:ff9b:2::198.51.100.7',
    '2001:1::1',
    '198.51.100.7',
  ])('such as %s carries none', (text) => {
    expect(carried(text)).toEqual({ kind: 'none' })
    expect(counts(text)).toBe(formatBlock(parseBlock(text)!))
  })

  it('never counts as an address that nobody out there has', () => {
    const byte = fc.nat(255).map((value) => value.toString(16).padStart(2, '0'))
    const v4 = fc.tuple(byte, byte, byte, byte)
    fc.assert(
      fc.property(v4, ([a, b, c, d]) => {
        const text = counts(`2002:${a}${b}:${c}${d}::1`)
        const first = Number(text.split('.')[0])
        expect(text.includes(':') || ![0, 10, 127].includes(first)).toBe(true)
        expect(text.includes(':') || first < 224).toBe(true)
      }),
    )
  })
})

describe('the blocks around an address', () => {
  it('are the /64, the /56 and the /48 of an IPv6 one', () => {
    expect(blocksAround(parseAddress('2001:db8:1:2ff:3:4:5:6')!)).toEqual([
      '2001:db8:1:2ff::/64',
      '2001:db8:1:200::/56',
      '2001:db8:1::/48',
    ])
  })
  it('are an IPv4 one itself', () => {
    expect(blocksAround(parseAddress('198.51.100.7')!)).toEqual(['198.51.100.7'])
  })
})
