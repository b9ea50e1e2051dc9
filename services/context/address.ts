import { formatBlock, parseBlock } from '#events/filter/addresses.ts'

/** One address. IPv4 inside IPv6 (`::ffff:a.b.c.d`) is the IPv4 address it means. */
export interface Address {
  family: 4 | 6
  /** Canonical (RFC 5952). */
  text: string
}

/** Zone ids (`%eth0`) are dropped: they name an interface of one machine. Null for anything that is no address. */
export const parseAddress = (text: string): Address | null => {
  const [bare = ''] = text.split('%')
  const block = bare.includes('/') ? null : parseBlock(bare)
  if (block === null) return null
  return { family: block.bytes.length === 4 ? 4 : 6, text: formatBlock(block) }
}

/** The block of `bits` an address lies in, e.g. `198.51.100.0/24`, `2001:db8:7::/48`. */
export const blockOf = (address: Address, bits: number): string => formatBlock(parseBlock(`${address.text}/${bits}`)!)
