import { placelessRanges } from '#events/placelessRanges.ts'
import { blockContains, parseBlock, type Address, type AddressBlock } from '#events/addresses.ts'

/** A set of addresses made of single addresses and CIDR blocks. */
export interface AddressSet {
  has(address: Address): boolean
}

const blockIn = (entry: string): AddressBlock => {
  const block = parseBlock(entry)
  if (block === null) throw new Error(`Not an address or CIDR block: ${entry}`)
  return block
}

/** @throws Error on an entry that is no address and no CIDR block. */
export const addressSet = (entries: readonly string[]): AddressSet => {
  const blocks = entries.map(blockIn)
  return { has: (address) => blocks.some((block) => blockContains(block, address)) }
}

/** Addresses that belong to no place: this machine, private, carrier-internal and link-local networks. */
export const placelessAddresses = addressSet(placelessRanges)
