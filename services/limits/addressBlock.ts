import { blockOf, parseAddress } from '#events/addresses.ts'

/**
 * What a limit counts as one address: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address there has
 * all of its 2^64.
 */
export const addressBlock = (text: string): string => {
  const address = parseAddress(text)
  if (address === null) return text
  return address.family === 4 ? address.text : blockOf(address, 64)
}
