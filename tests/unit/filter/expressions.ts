import * as fc from 'fast-check'
import { formatBlock, parseBlock } from '#events/addresses.ts'
import { sessionStatuses } from '#events/filter/fields.ts'
import type { FilterExpression, FilterTerm, FilterValue } from '#events/filter/expression.ts'
import { fold } from '#events/filter/fold.ts'

const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(fold(text)))
const text: fc.Arbitrary<FilterValue> = word.map((typed) => ({ kind: 'text', text: fold(typed) }))
const prefix: fc.Arbitrary<FilterValue> = word.map((typed) => ({ kind: 'prefix', text: fold(typed) }))

export const address = fc.oneof(fc.ipV4(), fc.ipV6())
export const block = fc
  .tuple(address, fc.nat(128))
  .map(([ip, bits]) => (ip.includes(':') ? `${ip}/${bits}` : `${ip}/${bits % 33}`))
  .map((written) => formatBlock(parseBlock(written)!))

const term = (key: string, operator: FilterTerm['operator'], values: FilterValue[]): FilterTerm => ({
  kind: 'term',
  key,
  operator,
  values,
})
const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 3 })
const setOf = (key: string, value: fc.Arbitrary<FilterValue>) => some(value).map((values) => term(key, ':', values))
const comparison = fc.constantFrom<FilterTerm['operator']>(':', '>', '>=', '<', '<=')
const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })

/** Terms as the parser makes them. */
const sessionTerm: fc.Arbitrary<FilterTerm> = fc.oneof(
  fc.constantFrom('user', 'client', 'city', 'network', 'by').chain((key) => setOf(key, fc.oneof(text, prefix))),
  fc
    .tuple(some(fc.constantFrom('chen', 'ada', 'köln', '7', 'or')), fc.boolean())
    .map(([words, prefix]) => term('any', ':', [{ kind: 'words', words, prefix }])),
  setOf(
    'status',
    fc.constantFrom(...sessionStatuses).map((status) => ({ kind: 'text', text: status })),
  ),
  setOf(
    'ip',
    block.map((cidr) => ({ kind: 'cidr', cidr })),
  ),
  setOf(
    'idle',
    fc.boolean().map((boolean) => ({ kind: 'boolean', boolean })),
  ),
  fc.tuple(comparison, fc.nat(100)).map(([operator, number]) => term('risk', operator, [{ kind: 'number', number }])),
  fc
    .tuple(comparison, fc.constantFrom('started', 'ended', 'expires'), moment)
    .map(([operator, key, at]) => term(key, operator, [{ kind: 'instant', instant: at.toISOString() }])),
)

const flat = (kind: 'and' | 'or', terms: FilterExpression[]): FilterExpression => ({
  kind,
  terms: terms.flatMap((one) => (one.kind === kind ? one.terms : [one])),
})

/** Any expression the parser can make, but `everything`. */
export const expression: fc.Arbitrary<FilterExpression> = fc.letrec<{ tree: FilterExpression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    sessionTerm,
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((terms) => flat('and', terms)),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((terms) => flat('or', terms)),
    tie('tree').map((inner) => ({ kind: 'not' as const, term: inner })),
  ),
})).tree
