import { isIPv6 } from 'node:net'

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))

/** The eight groups of an IPv6 address, `::` filled in; the zone after % is no part of it. */
const expand = (address: string): string[] => {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after]
}

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * What a limit counts as one address: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address there has
 * all of its 2^64.
 */
export const addressBlock = (address: string): string => {
  const v4 = mapped.exec(address)?.[1]
  if (v4 !== undefined) return v4
  if (!isIPv6(address)) return address
  const prefix = expand(address)
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
  return `${prefix.join(':')}::/64`
}
