import { BlockList } from 'node:net'
import { parseAddress, type Address } from './address.ts'

/** A set of addresses made of single addresses and CIDR blocks. */
export interface AddressSet {
  has(address: Address): boolean
}

const familyName = ({ family }: Address): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6')

const add = (blocks: BlockList, entry: string): void => {
  const [text = '', bits] = entry.split('/')
  const address = parseAddress(text)
  if (address === null) throw new Error(`Not an address or CIDR block: ${entry}`)
  if (bits === undefined) blocks.addAddress(address.text, familyName(address))
  else blocks.addSubnet(address.text, Number(bits), familyName(address))
}

/** @throws Error on an entry that is no address and no CIDR block. */
export const addressSet = (entries: readonly string[]): AddressSet => {
  const blocks = new BlockList()
  for (const entry of entries) add(blocks, entry)
  return { has: (address) => blocks.check(address.text, familyName(address)) }
}

/** Addresses that belong to no place: this machine, private, carrier-internal and link-local networks. */
export const placelessAddresses = addressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::/127',
  'fc00::/7',
  'fe80::/10',
])
