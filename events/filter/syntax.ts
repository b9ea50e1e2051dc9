import { Mistaken } from './mistaken.ts'
import { tokenize, type Operator, type RawValue, type Token } from './tokens.ts'

/** A filter as it was written. Chips show it and edits change it; parseFilter adds the meaning. */
export type Syntax =
  { kind: 'nothing' } | { kind: 'and' | 'or'; terms: Syntax[] } | { kind: 'not'; term: Syntax } | WrittenTerm

export interface WrittenTerm {
  kind: 'term'
  /** Empty: the term is one value without a key. */
  key: string
  operator: Operator
  values: RawValue[]
  offset: number
  end: number
  /** The term's source text, without its `-`. */
  source: string
}

/** Bounds that keep a hostile filter cheap in the parser, the browser and the database. */
export const filterBounds = { characters: 2000, depth: 20, values: 200 } as const

interface Cursor {
  text: string
  tokens: Token[]
  at: number
}
const peek = (cursor: Cursor): Token => cursor.tokens[cursor.at]!
const next = (cursor: Cursor): Token => cursor.tokens[cursor.at++]!

const unwritable = /(?![\t\n\r])\p{Cc}|\p{Cs}/u

const checkBounds = (text: string) => {
  const { characters } = filterBounds
  if (text.length > characters) throw new Mistaken(characters, `Expected at most ${characters} characters`)
  const wrong = unwritable.exec(text)
  if (wrong !== null) throw new Mistaken(wrong.index, 'Expected a visible character')
}

const afterTerm = ({ kind }: Token): string => {
  if (kind === 'close') return 'Expected a term, not a closing bracket'
  if (kind === 'and' || kind === 'or') return `Expected a term before ${kind}`
  return 'Expected a term such as user:ann@acme.test'
}

const wordTerm = (value: RawValue, text: string): WrittenTerm => {
  const { offset, end } = value
  return { kind: 'term', key: '', operator: ':', values: [value], offset, end, source: text.slice(offset, end) }
}

const parseTerm = (cursor: Cursor): WrittenTerm => {
  const key = next(cursor)
  if (key.kind === 'value') return wordTerm(key, cursor.text)
  if (key.kind !== 'key') throw new Mistaken(key.offset, afterTerm(key))
  const operator = peek(cursor)
  if (operator.kind !== 'operator') throw new Mistaken(key.end, `Expected : after ${key.key}`)
  next(cursor)
  const values: RawValue[] = []
  for (;;) {
    const value = next(cursor)
    if (value.kind === 'value') values.push(value)
    if (peek(cursor).kind !== 'comma') break
    next(cursor)
  }
  const last = values.at(-1)!
  // At the very end of the text resolveTerm reports the mistake, because it knows the field's kind.
  if (last.offset === last.end && peek(cursor).kind !== 'end')
    throw new Mistaken(last.offset, `Expected a value after ${key.key}${operator.operator}`)
  const { end } = last
  const source = cursor.text.slice(key.offset, end)
  return { kind: 'term', key: key.key, operator: operator.operator, values, offset: key.offset, end, source }
}

const parseBracket = (cursor: Cursor, depth: number): Syntax => {
  const open = next(cursor)
  const inner = parseOr(cursor, depth + 1)
  const close = next(cursor)
  if (close.kind !== 'close') throw new Mistaken(close.offset, `Expected ) for the bracket at ${open.offset + 1}`)
  return inner
}

const parseFactor = (cursor: Cursor, depth: number): Syntax => {
  const token = peek(cursor)
  const { depth: deepest } = filterBounds
  if (depth > deepest)
    throw new Mistaken(token.offset, `Expected at most ${deepest} brackets and nots inside each other`)
  if (token.kind === 'open') return parseBracket(cursor, depth)
  if (token.kind !== 'not') return parseTerm(cursor)
  next(cursor)
  return { kind: 'not', term: parseFactor(cursor, depth + 1) }
}

/** Joins terms without nesting one `and` (or `or`) in another. */
export const joined = (kind: 'and' | 'or', terms: Syntax[]): Syntax => {
  const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : term.kind === 'nothing' ? [] : [term]))
  if (flat.length === 0) return { kind: 'nothing' }
  return flat.length === 1 ? flat[0]! : { kind, terms: flat }
}

const startsFactor = ({ kind }: Token) => kind === 'open' || kind === 'not' || kind === 'key' || kind === 'value'

const parseAnd = (cursor: Cursor, depth: number): Syntax => {
  const terms = [parseFactor(cursor, depth)]
  while (startsFactor(peek(cursor)) || peek(cursor).kind === 'and') {
    if (peek(cursor).kind === 'and') next(cursor)
    terms.push(parseFactor(cursor, depth))
  }
  return joined('and', terms)
}

const parseOr = (cursor: Cursor, depth: number): Syntax => {
  const terms = [parseAnd(cursor, depth)]
  while (peek(cursor).kind === 'or') {
    next(cursor)
    terms.push(parseAnd(cursor, depth))
  }
  return joined('or', terms)
}

/** @throws Mistaken */
export const parseSyntax = (text: string): Syntax => {
  checkBounds(text)
  const tokens = tokenize(text)
  const many = tokens.filter((token) => token.kind === 'value')[filterBounds.values]
  if (many !== undefined) throw new Mistaken(many.offset, `Expected at most ${filterBounds.values} values`)
  if (tokens.length === 1) return { kind: 'nothing' }
  const cursor = { text, tokens, at: 0 }
  const tree = parseOr(cursor, 0)
  const rest = peek(cursor)
  if (rest.kind !== 'end') throw new Mistaken(rest.offset, afterTerm(rest))
  return tree
}
