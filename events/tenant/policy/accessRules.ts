import { type AddressBlock, blockContains, formatBlock, parseAddress, parseBlock } from '../../addresses.ts'
import { countedAddress } from '../../carriedAddress.ts'
import type { RequestContext } from '../../envelope.ts'
import type { FilterExpression, FilterTerm, FilterValue } from '../../filter/expression.ts'
import { fold } from '../../filter/fold.ts'
import { placelessRanges } from '../../placelessRanges.ts'
import type { Policy } from './sections.ts'

type Access = Policy['access']
/** Which rule keeps somebody out. */
export type KeptOutBy = 'country' | 'network' | 'range'

/** The part of a request that the rules read. */
export type Way = Pick<RequestContext, 'ip' | 'place' | 'network'>

const blocksOf = (ranges: readonly string[]): AddressBlock[] => ranges.map(parseBlock).filter((block) => block !== null)
const placeless = blocksOf(placelessRanges)

const isWithin = (ip: string | null, blocks: readonly AddressBlock[]): boolean => {
  const address = ip === null ? null : parseAddress(ip)
  if (address === null) return false
  const counted = countedAddress(address)
  return blocks.some((block) => blockContains(block, counted))
}

interface Gate {
  allowed: readonly string[] | null
  blocked: readonly string[]
}
const isShut = ({ allowed, blocked }: Gate, isAmong: (values: readonly string[]) => boolean): boolean =>
  isAmong(blocked) || (allowed !== null && !isAmong(allowed))

/**
 * Which rule keeps out somebody who comes this way; null: none does. Where some are allowed only those are: whatever is unknown is not
 * among them. Private addresses alone have no country to be asked for; ranges are for them. It agrees with `keptOut`.
 */
export const keptOutBy = ({ countries, networks, ranges }: Access, { ip, place, network }: Way): KeptOutBy | null => {
  const country = place?.country ?? null
  if (!isWithin(ip, placeless) && isShut(countries, (values) => country !== null && values.includes(country)))
    return 'country'
  const name = network === null ? null : fold(network.name)
  if (isShut(networks, (values) => values.some((value) => fold(value) === name))) return 'network'
  return isShut(ranges, (values) => isWithin(ip, blocksOf(values))) ? 'range' : null
}

const term = (key: string, values: FilterValue[]): FilterTerm => ({ kind: 'term', key, operator: ':', values })
const texts = (values: readonly string[]): FilterValue[] => values.map((text) => ({ kind: 'text', text: fold(text) }))
const cidrs = (values: readonly string[]): FilterValue[] =>
  blocksOf(values).map((block) => ({ kind: 'cidr', cidr: formatBlock(block) }))
const not = (of: FilterExpression): FilterExpression => ({ kind: 'not', term: of })

/** `key` with no values would find nothing; a filter has no such term. */
const shut = (
  key: string,
  { allowed, blocked }: Gate,
  valuesOf: (values: readonly string[]) => FilterValue[],
): FilterExpression[] => [
  ...(blocked.length === 0 ? [] : [term(key, valuesOf(blocked))]),
  ...(allowed === null
    ? []
    : [allowed.length === 0 ? { kind: 'everything' as const } : not(term(key, valuesOf(allowed)))]),
]

/** The filter for sessions that the rules keep out, by where each was seen last. Null: they keep nobody out. */
export const keptOut = ({ countries, networks, ranges }: Access): FilterExpression | null => {
  const ofCountries = shut('country', countries, texts)
  const terms: FilterExpression[] = [
    ...(ofCountries.length === 0 ? [] : [placed({ kind: 'or', terms: ofCountries })]),
    ...shut('network', networks, texts),
    ...shut('ip', ranges, cidrs),
  ]
  return terms.length === 0 ? null : { kind: 'or', terms }
}

/** Without those at private addresses. */
const placed = (expression: FilterExpression): FilterExpression => ({
  kind: 'and',
  terms: [expression, not(term('ip', cidrs(placelessRanges)))],
})
