import {
  blockContains,
  blockOf,
  formatBlock,
  parseAddress,
  parseBlock,
  type Address,
  type AddressBlock,
} from './addresses.ts'

const block = (text: string): AddressBlock => parseBlock(text)!
const holds = (blocks: readonly AddressBlock[], bytes: number[]): boolean =>
  blocks.some((each) => blockContains(each, { bytes, bits: bytes.length * 8 }))

/** IPv4 addresses that no client on the internet has (RFC 6890, and RFC 7526 for the relays of 6to4). */
const unroutable = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
].map(block)

/** Answers the IPv4 address inside an IPv6 address; null: its place in the address is not known. */
type Extract = (bytes: number[]) => number[] | null

/** With a prefix of 96 bits the last four bytes (RFC 6052, 2.2). With a shorter prefix they stand further left, before zeros. */
const ofTranslator: Extract = (bytes) =>
  bytes[8] === 0 && bytes.slice(13).some((byte) => byte !== 0) ? bytes.slice(12) : null

/** Prefixes whose packets only reach a machine by the IPv4 address in them, so that it cannot be made up. */
const carriers: readonly { prefix: AddressBlock; extract: Extract }[] = [
  { prefix: block('64:ff9b::/96'), extract: (bytes) => bytes.slice(12) },
  { prefix: block('64:ff9b:1::/48'), extract: ofTranslator },
  { prefix: block('2002::/16'), extract: (bytes) => bytes.slice(2, 6) },
  // Teredo (RFC 4380, 4): the address of the client's translator, with its bits inverted.
  { prefix: block('2001::/32'), extract: (bytes) => bytes.slice(12).map((byte) => byte ^ 0xff) },
]

/** ISATAP (RFC 5214, 6.1) writes an IPv4 address into an interface id, which everybody chooses for themselves. */
const isIsatap = (bytes: number[]): boolean =>
  (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe

/**
 * The IPv4 address that an IPv6 address carries. `certain`: packets to it can only reach that IPv4 address (NAT64, 6to4, Teredo),
 * so the IPv4 address counts. `uncertain`: it carries one that cannot be read or might be made up, so it has no known place.
 */
export type Carried = { kind: 'certain'; address: AddressBlock } | { kind: 'uncertain' } | { kind: 'none' }

const none: Carried = { kind: 'none' }
const uncertain: Carried = { kind: 'uncertain' }

export const carriedAddress = ({ bytes, bits }: AddressBlock): Carried => {
  if (bytes.length !== 16 || bits !== 128) return none
  const carrier = carriers.find(({ prefix }) => holds([prefix], bytes))
  if (carrier === undefined) return isIsatap(bytes) ? uncertain : none
  const v4 = carrier.extract(bytes)
  return v4 === null || holds(unroutable, v4) ? uncertain : { kind: 'certain', address: { bytes: v4, bits: 32 } }
}

/** The address that counts: the carried IPv4 address where it is certain, else the given address. */
export const countedAddress = (address: Address): Address => {
  const carried = carriedAddress(address)
  return carried.kind === 'certain' ? parseAddress(formatBlock(carried.address))! : address
}

/**
 * What limits count as one address: an IPv4 address itself, or the blocks of 64, 56 and 48 bits around an IPv6 address, because a
 * client that has one IPv6 address usually has a whole such block.
 */
export const blocksAround = (address: Address): string[] =>
  address.family === 4 ? [address.text] : [64, 56, 48].map((bits) => blockOf(address, bits))
