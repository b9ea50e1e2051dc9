import type { FilterExpression, FilterValue } from './expression.ts'
import type { FilterField, FilterMeaning } from './fields.ts'
import { fold } from './fold.ts'
import { parseInstant, type WrittenInstant } from './instants.ts'
import { eitherOf, Mistaken } from './mistaken.ts'
import { anyOf, readAddress, resolveWords, stateShownAs } from './resolveWords.ts'
import { spelling, valuesShownAs } from './shownWords.ts'
import type { WrittenTerm } from './syntax.ts'
import type { Operator, RawValue } from './tokens.ts'

const expectedValue = (field: FilterField): string => {
  switch (field.kind) {
    case 'text':
      return 'a value'
    case 'boolean':
      return 'true or false'
    case 'address':
      return 'an address or a block such as 10.0.0.0/8'
    case 'instant':
      return 'a time such as 2026-11-01, 2026-11-01T09:30Z or -2h'
    case 'enum':
      return eitherOf(field.values)
    case 'number':
      return field.max === Number.MAX_SAFE_INTEGER ? 'a number' : `a number from ${field.min} to ${field.max}`
  }
}

const isOrdered = (field: FilterField) => field.kind === 'number' || field.kind === 'instant'

const readNumber = (text: string, field: FilterField & { kind: 'number' }): FilterValue | null => {
  const number = /^\d{1,16}(?:\.\d{1,6})?$/.test(text) ? Number(text) : NaN
  return number >= field.min && number <= field.max ? { kind: 'number', number } : null
}

/** Reads an enum's value, or the words that pages show for one or more of its values. */
const readEnum = (text: string, field: FilterField & { kind: 'enum' }): FilterValue[] => {
  const known = field.values.find((value) => spelling(value) === spelling(text))
  const values = known === undefined ? valuesShownAs(field.key, text) : [known]
  return values.filter((value) => field.values.includes(value)).map((value) => ({ kind: 'text', text: value }))
}

const readBoolean = (text: string): FilterValue | null =>
  /^(?:true|false)$/i.test(text) ? { kind: 'boolean', boolean: text.toLowerCase() === 'true' } : null

const readText = (raw: RawValue, field: FilterField): FilterValue[] => {
  if (raw.prefix) return [{ kind: 'prefix', text: fold(raw.text) }]
  if (raw.text === '' && !raw.quoted) return []
  const shown = valuesShownAs(field.key, raw.text)
  return (shown.length === 0 ? [raw.text] : shown).map((value) => ({ kind: 'text', text: fold(value) }))
}

const oneOrNone = (value: FilterValue | null): FilterValue[] => (value === null ? [] : [value])

/** The values that a written value stands for; none: it cannot be read. */
const readValue = (raw: RawValue, field: Exclude<FilterField, { kind: 'instant' }>): FilterValue[] => {
  if (field.kind === 'text') return readText(raw, field)
  if (raw.prefix) return []
  switch (field.kind) {
    case 'number':
      return oneOrNone(readNumber(raw.text, field))
    case 'enum':
      return readEnum(raw.text, field)
    case 'boolean':
      return oneOrNone(readBoolean(raw.text))
    case 'address':
      return oneOrNone(readAddress(raw.text))
  }
}

const instantTerm = (key: string, operator: Operator, milliseconds: number): FilterExpression => ({
  kind: 'term',
  key,
  operator,
  values: [{ kind: 'instant', instant: new Date(milliseconds).toISOString() }],
})

/** `started:2026-11-01` is that whole day; in comparisons a date stands for its first moment. */
const instantExpression = (key: string, operator: Operator, written: WrittenInstant): FilterExpression => {
  if (operator !== ':' || written.to - written.from === 1) return instantTerm(key, operator, written.from)
  return { kind: 'and', terms: [instantTerm(key, '>=', written.from), instantTerm(key, '<', written.to)] }
}

const resolveInstants = (term: WrittenTerm, field: FilterField, now: number): FilterExpression => {
  const terms = term.values.map((raw) => {
    const written = raw.prefix ? null : parseInstant(raw.text, now)
    if (written === null) throw mistakenValue(raw, term, field)
    if (written.relative && term.operator === ':')
      throw new Mistaken(
        term.offset + term.key.length,
        `Expected > or < before ${raw.text}, as in ${term.key}>${raw.text}`,
      )
    return instantExpression(field.key, term.operator, written)
  })
  return terms.length === 1 ? terms[0]! : { kind: 'or', terms }
}

const mistakenValue = (raw: RawValue, term: WrittenTerm, field: FilterField): Mistaken =>
  new Mistaken(raw.offset, `Expected ${expectedValue(field)} after ${term.key}${term.operator}`)

const unknownKey = (term: WrittenTerm, fields: FilterMeaning['fields']): Mistaken =>
  new Mistaken(term.offset, `Expected a key such as ${eitherOf([...fields.keys()].slice(0, 3))}, not ${term.key}`)

const checkOperator = (term: WrittenTerm, field: FilterField) => {
  const [, second] = term.values
  if (term.operator === ':') return
  if (!isOrdered(field)) throw new Mistaken(term.offset + term.key.length, `Expected : after ${term.key}`)
  if (second !== undefined)
    throw new Mistaken(second.offset - 1, `Expected one value after ${term.key}${term.operator}`)
}

/** Looks the key up and reads the values as its kind. @throws Mistaken */
export const resolveTerm = (term: WrittenTerm, { fields, now }: FilterMeaning): FilterExpression => {
  if (term.key === '') return resolveWords(term, fields)
  const field = fields.get(fold(term.key))
  if (field === undefined) throw unknownKey(term, fields)
  checkOperator(term, field)
  if (field.kind === 'instant') return resolveInstants(term, field, now)
  const { key } = field
  const states = term.values.map((raw) => (raw.prefix ? null : stateShownAs(key, raw.text, fields)))
  const values = term.values.flatMap((raw, index) => {
    if (states[index] !== null) return []
    const read = readValue(raw, field)
    if (read.length === 0) throw mistakenValue(raw, term, field)
    return read
  })
  const plain: FilterExpression[] = values.length === 0 ? [] : [{ kind: 'term', key, operator: term.operator, values }]
  return anyOf([...plain, ...states.filter((state) => state !== null)])
}
