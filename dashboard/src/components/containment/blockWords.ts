import type { BlockKind } from '#events/tenant/blocks.ts'
import { countryName } from '#events/filter/shownWords.ts'

export const kindWords: Record<BlockKind, string> = {
  address: 'Address',
  network: 'Network',
  country: 'Country',
  device: 'Device',
  application: 'App',
}

export const valueHints: Record<BlockKind, string> = {
  address: 'Such as 203.0.113.7. Of an IPv6 address the whole /64 around it is blocked.',
  network: 'Such as 203.0.113.0/24 or 2001:db8:7::/48.',
  country: 'Two letters, such as DE. Only sign-ins whose country is known are caught.',
  device: 'Its id, as the page of a session shows it.',
  application: 'Its id, as the page Applications shows it.',
}

const prepositions: Record<BlockKind, string> = {
  address: 'from',
  network: 'from',
  country: 'from',
  device: 'with',
  application: 'through',
}

/** "from the country Germany", "with the device d1". */
export const wayWords = (blocked: { kind: BlockKind; value: string }): string =>
  `${prepositions[blocked.kind]} ${blockedWords(blocked)}`

/** "the country Germany", "the address 203.0.113.7". */
export const blockedWords = ({ kind, value }: { kind: BlockKind; value: string }): string =>
  `the ${kindWords[kind].toLowerCase()} ${kind === 'country' ? countryName(value) : value}`
