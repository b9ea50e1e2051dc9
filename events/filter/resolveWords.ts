import { formatBlock, parseAddress, parseBlock } from '../addresses.ts'
import { countedAddress } from '../carriedAddress.ts'
import type { FilterExpression, FilterValue } from './expression.ts'
import type { FilterFields } from './fields.ts'
import { fold } from './fold.ts'
import { Mistaken } from './mistaken.ts'
import { spelling, valuesShownAs } from './shownWords.ts'
import type { WrittenTerm } from './syntax.ts'
import { wordsOf } from './words.ts'

export const anyOf = (terms: FilterExpression[]): FilterExpression =>
  terms.length === 1
    ? terms[0]!
    : { kind: 'or', terms: terms.flatMap((term) => (term.kind === 'or' ? term.terms : [term])) }

const isText = (key: string, text: string): FilterExpression => ({
  kind: 'term',
  key,
  operator: ':',
  values: [{ kind: 'text', text }],
})
const isIdle = (boolean: boolean): FilterExpression => ({
  kind: 'term',
  key: 'idle',
  operator: ':',
  values: [{ kind: 'boolean', boolean }],
})

/** Pages show an active session as live or idle, but the filter asks for that with the key `idle`. */
export const stateShownAs = (key: string, text: string, fields: FilterFields): FilterExpression | null => {
  if (key !== 'status' || !fields.has('idle')) return null
  switch (spelling(text)) {
    case 'live':
      return { kind: 'and', terms: [isText('status', 'active'), isIdle(false)] }
    case 'idle':
      return isIdle(true)
    case 'open':
    case 'signedin':
      return isText('status', 'active')
    case 'ended':
      return { kind: 'not', term: isText('status', 'active') }
    default:
      return null
  }
}

export const readAddress = (text: string): FilterValue | null => {
  const address = parseAddress(text)
  const block = address === null ? parseBlock(text) : countedAddress(address)
  return block === null ? null : { kind: 'cidr', cidr: formatBlock(block) }
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** The beginning of an id, because pages show ids shortened. */
const idStart = /^[0-9a-f]{8}(?:-[0-9a-f]{0,4}){0,3}(?:-[0-9a-f]{0,11})?$/
const idKeys = ['id', 'userId', 'session', 'correlation', 'deviceId', 'anomaly']

const idsLike = (text: string, fields: FilterFields): FilterExpression[] => {
  const keys = idKeys.filter((key) => fields.has(key.toLowerCase()))
  if (idPattern.test(text)) return keys.map((key) => isText(key, text))
  if (!idStart.test(text)) return []
  return keys.map((key) => ({ kind: 'term', key, operator: ':', values: [{ kind: 'prefix', text }] }))
}

/** Keys whose values pages show in other words. */
const shownKeys = ['country', 'deviceType']

const shownAs = (text: string, fields: FilterFields): FilterExpression[] => {
  const values = shownKeys.flatMap((key) =>
    fields.has(key.toLowerCase())
      ? valuesShownAs(key, text).map((value) => isText(key, key === 'country' ? fold(value) : value))
      : [],
  )
  const status = fields.get('status')
  const own = status?.kind === 'enum' ? status.values.find((value) => spelling(value) === spelling(text)) : undefined
  const state = stateShownAs('status', text, fields) ?? (own === undefined ? null : isText('status', own))
  return state === null ? values : [...values, state]
}

/**
 * Reads a word or quoted text without a key: an address as `ip`, the beginning of an id as any id, else as whole words of any text
 * that names the row or as a value that pages show in these words. @throws Mistaken
 */
export const resolveWords = ({ values, offset }: WrittenTerm, fields: FilterFields): FilterExpression => {
  const { text, prefix } = values[0]!
  const address = prefix || !fields.has('ip') ? null : readAddress(text)
  if (address !== null) return { kind: 'term', key: 'ip', operator: ':', values: [address] }
  const ids = idsLike(fold(text), fields)
  if (ids.length > 0 && idPattern.test(fold(text))) return anyOf(ids)
  const words = wordsOf(text)
  if (words.length === 0) throw new Mistaken(offset, 'Expected a word')
  const anyText: FilterExpression = {
    kind: 'term',
    key: 'any',
    operator: ':',
    values: [{ kind: 'words', words, prefix }],
  }
  return anyOf([anyText, ...ids, ...(prefix ? [] : shownAs(text, fields))])
}
