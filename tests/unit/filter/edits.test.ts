import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toChips } from '#events/filter/chips.ts'
import { addTerm, openLast, pivotFilter, removeTerm, withoutEach } from '#events/filter/edits.ts'
import { filterFields } from '#events/filter/fields.ts'
import { formatFilter } from '#events/filter/formatFilter.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { expression } from './expressions.ts'

const fields = filterFields.sessions
const meaning = { now: 0, fields }
const offsetOf = (text: string, term: string) => text.indexOf(term)
const remove = (text: string, term: string) => removeTerm(text, offsetOf(text, term))
const shown = (text: string) =>
  toChips(text)
    .map((chip) =>
      chip.kind === 'term' ? `[${chip.negated ? '-' : ''}${chip.key}|${chip.operator}|${chip.value}]` : chip.text,
    )
    .join(' ')

describe('chips', () => {
  it.each([
    ['country:SG,NG,PT -app:cli', '[country|:|SG,NG,PT] [-app|:|cli]'],
    ['risk>=70 or (user:"Ann K" not os:ios)', '[risk|>=|70] or [user|:|"Ann K"] [-os|:|ios]'],
    ['started>-2h (ip:10.0.0.0/8 or risk>5)', '[started|>|-2h] ( [ip|:|10.0.0.0/8] or [risk|>|5] )'],
    ['not (a:b or c:d)', '-( [a|:|b] or [c|:|d] )'],
    ['user:"', ''],
  ])('of %s are %s', (text, chips) => {
    expect(shown(text)).toBe(chips)
  })
})

describe('an edit', () => {
  it('removes a term, with what it leaves of brackets and or', () => {
    expect(remove('country:SG -app:cli', 'app:cli')).toBe('country:SG')
    expect(remove('(country:SG or app:cli) risk>5', 'app:cli')).toBe('country:SG risk>5')
    expect(remove('-(country:SG or app:cli) risk>5', 'country:SG')).toBe('-app:cli risk>5')
    expect(remove('country:SG', 'country:SG')).toBe('')
  })

  it('narrows, with brackets around an or', () => {
    expect(addTerm('', 'risk>5')).toBe('risk>5')
    expect(addTerm('country:SG', 'risk>5')).toBe('country:SG risk>5')
    expect(addTerm('country:SG or app:cli', 'risk>5')).toBe('(country:SG or app:cli) risk>5')
  })

  it('opens the last piece again', () => {
    expect(openLast('country:SG -app:cli')).toEqual({ rest: 'country:SG', piece: '-app:cli' })
    expect(openLast('risk>5 (country:SG or app:cli)')).toEqual({ rest: 'risk>5', piece: '(country:SG or app:cli)' })
    expect(openLast('country:SG or app:cli')).toEqual({ rest: 'country:SG', piece: 'or app:cli' })
    expect(openLast('')).toEqual({ rest: '', piece: '' })
    expect(openLast('risk>=hi')).toEqual({ rest: '', piece: 'risk>=hi' })
  })

  it('says what is left without each term', () => {
    expect(withoutEach('country:SG (app:web or app:cli)')).toEqual([
      { term: 'country:SG', without: 'app:web or app:cli' },
      { term: 'app:web or app:cli', without: 'country:SG' },
    ])
  })

  it('keeps a filter readable whatever is removed or opened', () => {
    fc.assert(
      fc.property(expression, fc.nat(), (tree, pick) => {
        const text = formatFilter(tree)
        const terms = toChips(text).filter((chip) => chip.kind === 'term')
        const removed = removeTerm(text, terms[pick % terms.length]!.offset)
        expect(parseFilter(removed, meaning).ok).toBe(true)
        const { rest, piece } = openLast(text)
        expect(parseFilter(`${rest} ${piece}`, meaning)).toEqual(parseFilter(text, meaning))
      }),
      { numRuns: 300 },
    )
  })
})

const pivot = (text: string, key: string, value: string, negated = false) =>
  pivotFilter(text, { key, value, negated, fields })

describe('a pivot', () => {
  it.each([
    ['', 'country', 'SG', 'country:SG'],
    ['risk>5', 'user', 'Ann Keller', 'risk>5 user:"Ann Keller"'],
    ['country:SG,NG risk>5', 'country', 'PT', 'country:PT risk>5'],
    ['-country:SG,NG', 'country', 'SG', '-country:NG country:SG'],
    ['-country:SG', 'country', 'SG', 'country:SG'],
    ['app:web', 'client', 'mobile', 'client:mobile'],
    ['user:"', 'country', 'SG', 'country:SG'],
    ['a:b or c:d', 'country', 'SG', '(a:b or c:d) country:SG'],
  ])('on %s by %s %s asks for it: %s', (text, key, value, expected) => {
    expect(pivot(text, key, value)).toBe(expected)
  })

  it.each([
    ['', '-country:SG'],
    ['-country:NG', '-country:NG,SG'],
    ['country:SG,NG', 'country:NG -country:SG'],
    ['country:SG', '-country:SG'],
    ['-country:sg', '-country:SG'],
  ])('on %s can exclude the value: %s', (text, expected) => {
    expect(pivot(text, 'country', 'SG', true)).toBe(expected)
  })
})
