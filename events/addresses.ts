/** A block of addresses: the first `bits` bits of `bytes` (4 for IPv4, 16 for IPv6). An address is a block of one. */
export interface AddressBlock {
  bytes: number[]
  bits: number
}

const parseV4 = (text: string): number[] | null => {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return null
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : null
}

/** `ab:1:102` -> bytes; a last part may be written as IPv4. */
const parseGroups = (text: string): number[] | null => {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 && part.includes('.') ? parseV4(part) : null
    if (v4 !== null) bytes.push(...v4)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) bytes.push(parseInt(part, 16) >> 8, parseInt(part, 16) & 255)
    else return null
  }
  return bytes
}

const parseV6 = (text: string): number[] | null => {
  const [before = '', after, ...more] = text.split('::')
  if (more.length > 0) return null
  const head = parseGroups(before)
  const tail = after === undefined ? [] : parseGroups(after)
  if (head === null || tail === null) return null
  const missing = 16 - head.length - tail.length
  if (after === undefined ? missing !== 0 : missing < 2) return null
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

const isMapped = (bytes: number[]) =>
  bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255

const masked = (bytes: number[], bits: number): number[] =>
  bytes.map((byte, index) => byte & (0xff << (8 - Math.min(8, Math.max(0, bits - index * 8)))) & 0xff)

/** An address or CIDR block (host bits are dropped); `::ffff:a.b.c.d` is the IPv4 address; null for anything else. */
export const parseBlock = (text: string): AddressBlock | null => {
  const [address = '', length, ...more] = text.split('/')
  const bytes = address.includes(':') ? parseV6(address) : parseV4(address)
  if (bytes === null || more.length > 0) return null
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return null
  const bits = length === undefined ? bytes.length * 8 : Number(length)
  if (bits > bytes.length * 8) return null
  if (isMapped(bytes) && bits >= 96) return { bytes: masked(bytes.slice(12), bits - 96), bits: bits - 96 }
  return { bytes: masked(bytes, bits), bits }
}

export const blockContains = (block: AddressBlock, address: AddressBlock): boolean =>
  block.bytes.length === address.bytes.length &&
  block.bits <= address.bits &&
  masked(address.bytes, block.bits).every((byte, index) => byte === block.bytes[index])

/** Start and length of the longest run of two or more zero groups, the first of equals (RFC 5952). */
const longestZeros = (groups: number[]): { start: number; length: number } => {
  let best = { start: -1, length: 1 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}

const formatV6 = (bytes: number[]): string => {
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[index * 2]! << 8) | bytes[index * 2 + 1]!)
  const hex = groups.map((group) => group.toString(16))
  const { start, length } = longestZeros(groups)
  if (start === -1) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** Canonical text: RFC 5952 for IPv6, no length for a single address. */
export const formatBlock = ({ bytes, bits }: AddressBlock): string => {
  const address = bytes.length === 4 ? bytes.join('.') : formatV6(bytes)
  return bits === bytes.length * 8 ? address : `${address}/${bits}`
}

/** One address: a block of its own. IPv4 inside IPv6 (`::ffff:a.b.c.d`) is the IPv4 address it means. */
export interface Address extends AddressBlock {
  family: 4 | 6
  /** Canonical (RFC 5952). */
  text: string
}

/** Zone ids (`%eth0`) are dropped: they name an interface of one machine. Null for anything that is no address. */
export const parseAddress = (text: string): Address | null => {
  const [bare = ''] = text.split('%')
  const block = bare.includes('/') ? null : parseBlock(bare)
  return block === null ? null : { ...block, family: block.bytes.length === 4 ? 4 : 6, text: formatBlock(block) }
}

/** The block of `bits` an address lies in, e.g. `198.51.100.0/24`, `2001:db8:7::/48`. */
export const blockOf = ({ bytes }: Address, bits: number): string => formatBlock({ bytes: masked(bytes, bits), bits })
