import { parseAddress, type Address } from '#events/addresses.ts'
import { countedAddress } from '#events/carriedAddress.ts'
import type { AddressSet } from './addressSet.ts'

/** Where a connection comes from, as the socket and `X-Forwarded-For` say it. */
export interface Connection {
  remoteAddress: string | undefined
  forwardedFor: string | readonly string[] | undefined
}

/** Longer chains are not read to their end: nobody runs that many proxies. */
const longestChain = 32

/** `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::7`, `[2001:db8::7]:4711`: proxies write all of them. */
const hopAddress = (hop: string): Address | null => {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(hop)
  if (bracketed !== null) return parseAddress(bracketed[1]!)
  const withPort = /^([\d.]+):\d{1,5}$/.exec(hop)
  return parseAddress(withPort?.[1] ?? hop)
}

const hopsFromTheRight = (forwardedFor: Connection['forwardedFor']): string[] =>
  [forwardedFor ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
    .slice(-longestChain)
    .toReversed()

/**
 * The rightmost hop that is not a trusted proxy, in canonical text, as IPv4 where it carries one for certain; null when the
 * connection has no address.
 * Each entry was written by the hop to its right, so an entry counts only while every hop to its right is trusted. What
 * stands left of an unreadable entry was vouched for by nobody: the answer is then the hop that wrote the entry. Proxies are
 * trusted by the address they connect from, never by one that it carries.
 */
export const clientAddress = (connection: Connection, trustedProxies: AddressSet): string | null => {
  let hop = parseAddress(connection.remoteAddress ?? '')
  if (hop === null) return null
  for (const entry of hopsFromTheRight(connection.forwardedFor)) {
    if (!trustedProxies.has(hop)) break
    const before = hopAddress(entry)
    if (before === null) break
    hop = before
  }
  return countedAddress(hop).text
}
