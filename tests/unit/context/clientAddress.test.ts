import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressSet } from '#services/context/addressSet.ts'
import { clientAddress } from '#services/context/clientAddress.ts'
import { parseAddress } from '#events/addresses.ts'
import { countedAddress } from '#events/carriedAddress.ts'

const proxies = addressSet(['10.0.0.0/8', '2001:db8:ffff::/48'])
const from = (remoteAddress: string | undefined, forwardedFor?: string | string[]) =>
  clientAddress({ remoteAddress, forwardedFor }, proxies)

/** Addresses outside the trusted blocks. */
const stranger = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((text) => countedAddress(parseAddress(text)!))
  .filter((address) => !proxies.has(address))
  .map(({ text }) => text)
const proxy = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => `10.${parts.join('.')}`)
const anything = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant('unknown'), fc.constant(',,,'))

describe('the address of a client', () => {
  it('is the connection where no proxy is trusted, whatever the header says', () => {
    fc.assert(
      fc.property(stranger, anything, (remote, forged) => {
        expect(clientAddress({ remoteAddress: remote, forwardedFor: forged }, addressSet([]))).toBe(remote)
        expect(from(remote, forged)).toBe(remote)
      }),
    )
  })

  it('is the rightmost hop that is no trusted proxy, whatever was forged left of it', () => {
    fc.assert(
      fc.property(
        fc.array(anything),
        stranger,
        fc.array(proxy, { maxLength: 6 }),
        proxy,
        (forged, client, chain, last) => {
          expect(from(last, [...forged, client, ...chain].join(', '))).toBe(client)
          expect(from(last, [...forged, client, ...chain])).toBe(client)
        },
      ),
    )
  })

  it('is the IPv4 address it carries, behind a proxy too', () => {
    expect(from('2002:c633:6407::1')).toBe('198.51.100.7')
    expect(from('10.0.0.1', '64:ff9b::c633:6407')).toBe('198.51.100.7')
  })

  it('does not make a proxy of whoever carries the address of one', () => {
    const publicProxy = addressSet(['198.51.100.7'])
    const carrying = { remoteAddress: '2002:c633:6407::1', forwardedFor: '203.0.113.9' }
    expect(clientAddress(carrying, publicProxy)).toBe('198.51.100.7')
    expect(from('2002:a00:1::1', '203.0.113.9')).toBe('2002:a00:1::1')
  })

  it('is never taken from beyond an entry that nobody vouches for', () => {
    fc.assert(
      fc.property(
        stranger,
        fc.constantFrom('unknown', '_hidden', '1.2.3', '[::1'),
        proxy,
        proxy,
        (client, noise, near, last) => {
          expect(from(last, `${client}, ${noise}, ${near}`)).toBe(near)
        },
      ),
    )
  })

  it('is always an address or null, and nothing makes it throw', () => {
    fc.assert(
      fc.property(fc.option(anything, { nil: undefined }), fc.array(anything), (remote, forwarded) => {
        const address = from(remote, forwarded)
        expect(address === null || parseAddress(address)?.text === address).toBe(true)
      }),
    )
  })

  it.each([
    ['198.51.100.7:4711', '198.51.100.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
  ])('reads the hop %s', (hop, address) => {
    expect(from('10.0.0.1', hop)).toBe(address)
  })

  it('trusts a proxy by its IPv4 address when the socket says it in IPv6', () => {
    expect(from('::ffff:10.0.0.1', '198.51.100.7')).toBe('198.51.100.7')
  })

  it('is the outermost proxy where every hop is trusted', () => {
    expect(from('10.0.0.1', '10.0.0.3, 2001:db8:ffff::2')).toBe('10.0.0.3')
  })

  it('refuses a list of proxies with a mistake in it', () => {
    expect(() => addressSet(['10.0.0.0/8', 'proxy.example'])).toThrow('proxy.example')
  })
})
