import { blockContains, blockOf, formatBlock, parseAddress, parseBlock } from '../addresses.ts'
import { countedAddress } from '../carriedAddress.ts'
import type { Actor, RequestContext } from '../envelope.ts'
import { fold } from '../filter/fold.ts'
import { quoteValue } from '../filter/formatFilter.ts'
import { countryName } from '../filter/shownWords.ts'
import type { blockKinds } from '../wordLists.ts'

export type BlockKind = (typeof blockKinds)[number]

/** What is blocked; `value` in its normal form. */
export interface Blocked {
  kind: BlockKind
  value: string
}

/** Nobody signs in this way until then. */
export interface Block extends Blocked {
  blockId: string
  /** ISO 8601, like `since`. Nobody writes that a block has lapsed: time says so. */
  until: string
  since: string
  by: Actor
  reason: string | null
  ticket: string | null
}

/** By which way somebody comes in. */
export interface WayIn {
  ip: string | null
  country: string | null
  deviceId: string | null
  clientId: string | null
}

export const wayIn = ({ ip, place, device, clientId }: RequestContext): WayIn => ({
  ip,
  country: place?.country ?? null,
  deviceId: device?.id ?? null,
  clientId,
})

/** Whoever has one IPv6 address has the whole /64 around it, so that is what is blocked. */
const normalAddress = (text: string): string | null => {
  const parsed = parseAddress(text.trim())
  if (parsed === null) return null
  const address = countedAddress(parsed)
  return address.family === 4 ? address.text : blockOf(address, 64)
}

/** The fewest bits of a network, by the bytes of its addresses: a wider one would keep whole tenants out. */
export const widestNetwork: Readonly<Record<number, number>> = { 4: 8, 16: 20 }

const normalNetwork = (text: string): string | null => {
  const block = text.includes('/') ? parseBlock(text.trim()) : null
  if (block === null || block.bits < (widestNetwork[block.bytes.length] ?? 0)) return null
  return formatBlock(block)
}

const normalCountry = (text: string): string | null => {
  const code = text.trim().toUpperCase()
  return countryName(code) === code ? null : code
}

/** The normal form of what somebody typed; null: it is none of this kind. */
export const normalBlockValue = ({ kind, value }: Blocked): string | null => {
  switch (kind) {
    case 'address':
      return normalAddress(value)
    case 'network':
      return normalNetwork(value)
    case 'country':
      return normalCountry(value)
    case 'device':
    case 'application':
      return value.trim() === '' ? null : value.trim()
  }
}

const isWithin = (value: string, ip: string | null): boolean => {
  const block = ip === null ? null : parseBlock(value)
  const address = ip === null ? null : parseAddress(ip)
  return block !== null && address !== null && blockContains(block, countedAddress(address))
}

/** Whether somebody who comes in this way is blocked. It agrees with `filterOfBlock`. */
export const catches = ({ kind, value }: Blocked, way: WayIn): boolean => {
  switch (kind) {
    case 'address':
    case 'network':
      return isWithin(value, way.ip)
    case 'country':
      return way.country === value
    case 'device':
      return way.deviceId !== null && fold(way.deviceId) === fold(value)
    case 'application':
      return way.clientId === value
  }
}

export const isInForce = ({ until }: Pick<Block, 'until'>, at: string): boolean => until > at

/** Whether a block in force catches somebody who comes in this way. `at`: ISO 8601. */
export const isBlocked = (blocks: readonly Block[], context: RequestContext, at: string): boolean => {
  if (blocks.length === 0) return false
  const way = wayIn(context)
  return blocks.some((block) => isInForce(block, at) && catches(block, way))
}

const filterKeys = {
  address: 'ip',
  network: 'ip',
  country: 'country',
  device: 'deviceId',
  application: 'client',
} as const satisfies Record<BlockKind, string>

/** The filter that finds the sessions which a block ends. */
export const filterOfBlock = ({ kind, value }: Blocked): string => `${filterKeys[kind]}:${quoteValue(value)}`
