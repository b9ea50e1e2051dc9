import { parseAddress, type Address } from '#events/addresses.ts'
import { countedAddress } from '#events/carriedAddress.ts'
import type { AddressSet } from './addressSet.ts'

/** Where a connection comes from, as the socket and `X-Forwarded-For` say it. */
export interface Connection {
  remoteAddress: string | undefined
  forwardedFor: string | readonly string[] | undefined
}

/** The most entries of a chain that are read: nobody runs more proxies. */
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
 * Each entry was written by the hop to its right, so an entry counts only while every hop to its right is trusted. Nobody vouches
 * for what stands left of an unreadable entry, so the answer is then the hop that wrote that entry. A proxy is trusted by the
 * address it connects from, never by an IPv4 address that this one carries.
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
