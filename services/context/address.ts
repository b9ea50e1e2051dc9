import { isIPv4, isIPv6 } from 'node:net'

/** An address in canonical text (RFC 5952). IPv4 inside IPv6 (`::ffff:a.b.c.d`) is the IPv4 address it means. */
export interface Address {
  family: 4 | 6
  text: string
  /** 4 or 16 bytes. */
  bytes: readonly number[]
}

const v4Bytes = (text: string): number[] => text.split('.').map(Number)

const groupBytes = (group: string): number[] => {
  if (group.includes('.')) return v4Bytes(group)
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 0xff]
}

const sideBytes = (side: string): number[] => (side === '' ? [] : side.split(':').flatMap(groupBytes))

const v6Bytes = (text: string): number[] => {
  const [left = '', right] = text.split('::')
  const head = sideBytes(left)
  if (right === undefined) return head
  const tail = sideBytes(right)
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail]
}

const isMapped = (bytes: readonly number[]): boolean =>
  bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff

const groupsOf = (bytes: readonly number[]): number[] =>
  Array.from({ length: 8 }, (_, index) => bytes[index * 2]! * 256 + bytes[index * 2 + 1]!)

/** The longest run of zero groups, the first of equals; a single zero group is not shortened. */
const longestZeros = (groups: readonly number[]): { start: number; length: number } => {
  let best = { start: -1, length: 1 }
  for (let start = 0; start < 8; start += 1) {
    let end = start
    while (end < 8 && groups[end] === 0) end += 1
    if (end - start > best.length) best = { start, length: end - start }
  }
  return best
}

const v6Text = (bytes: readonly number[]): string => {
  const groups = groupsOf(bytes)
  const words = groups.map((group) => group.toString(16))
  const zeros = longestZeros(groups)
  if (zeros.start < 0) return words.join(':')
  return `${words.slice(0, zeros.start).join(':')}::${words.slice(zeros.start + zeros.length).join(':')}`
}

const v4Address = (bytes: readonly number[]): Address => ({ family: 4, text: bytes.join('.'), bytes })

/** Zone ids (`%eth0`) are dropped: they name an interface of one machine. Null for anything that is no address. */
export const parseAddress = (text: string): Address | null => {
  if (isIPv4(text)) return v4Address(v4Bytes(text))
  const [bare = ''] = text.split('%')
  if (!isIPv6(bare)) return null
  const bytes = v6Bytes(bare)
  return isMapped(bytes) ? v4Address(bytes.slice(12)) : { family: 6, text: v6Text(bytes), bytes }
}

/** The block of `bits` an address lies in, e.g. `198.51.100.0/24`, `2001:db8:7::/48`. `bits` is a multiple of 8. */
export const blockOf = ({ family, bytes }: Address, bits: number): string => {
  const masked = bytes.map((byte, index) => (index < bits / 8 ? byte : 0))
  return `${family === 4 ? masked.join('.') : v6Text(masked)}/${bits}`
}
