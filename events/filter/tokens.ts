import { parseBlock } from '../addresses.ts'
import { Mistaken } from './mistaken.ts'

export type Operator = ':' | '>' | '>=' | '<' | '<='

/** A piece of filter text; `end` is exclusive. */
export type Token = { offset: number; end: number } & (
  | { kind: 'open' | 'close' | 'not' | 'and' | 'or' | 'comma' | 'end' }
  | { kind: 'key'; key: string }
  | { kind: 'operator'; operator: Operator }
  | RawValue
)
export interface RawValue {
  kind: 'value'
  offset: number
  end: number
  text: string
  quoted: boolean
  /** The value ended in `*`. */
  prefix: boolean
}

/** `\s` also matches the no-break space, which pages and mails put between words. */
const space = /\s/
/** A key, known or not: `user_agent:` is told as an unknown key, not looked for as a word. */
const anyKey = /[A-Za-z][\w.-]*/y
const operator = /[:]|[<>]=?/y
const bareValue = /[^\s,()"]*/y
const brackets: Record<string, 'open' | 'close' | 'not'> = { '(': 'open', ')': 'close', '-': 'not' }

const take = (pattern: RegExp, text: string, offset: number): string => {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0] ?? ''
}

const keywords = new Set(['and', 'or', 'not'])
const isKeyword = (text: string): text is 'and' | 'or' | 'not' => keywords.has(text)

/** A word without a key. Addresses are tried first, because an IPv6 address may begin like a key. */
const bareWord = (text: string, offset: number): RawValue | null => {
  const chunk = take(bareValue, text, offset)
  const key = take(anyKey, text, offset)
  if (parseBlock(chunk) !== null) return bare(text, offset)
  if (key !== '' && take(operator, text, offset + key.length) !== '') return null
  if (chunk === '' || /^[:<>=*]/.test(chunk)) throw new Mistaken(offset, 'Expected a key such as user, country or risk')
  return bare(text, offset)
}

const readOperator = (text: string, offset: number): Token[] => {
  const found = take(operator, text, offset)
  if (found === '') return []
  return [{ kind: 'operator', operator: found as Operator, offset, end: offset + found.length }]
}

const bare = (text: string, offset: number): RawValue => {
  const found = take(bareValue, text, offset)
  const star = found.indexOf('*')
  if (star !== -1 && star < found.length - 1)
    throw new Mistaken(offset + star + 1, 'Expected * only at the end of a word; put quotes around a literal *')
  const prefix = star !== -1
  const end = offset + found.length
  return { kind: 'value', offset, end, text: prefix ? found.slice(0, -1) : found, quoted: false, prefix }
}

const quoted = (text: string, offset: number): RawValue => {
  let content = ''
  for (let at = offset + 1; at < text.length; at++) {
    if (text[at] === '"') {
      const prefix = text[at + 1] === '*'
      return { kind: 'value', offset, end: at + (prefix ? 2 : 1), text: content, quoted: true, prefix }
    }
    if (text[at] === '\\') at++
    content += text[at] ?? ''
  }
  throw new Mistaken(text.length, 'Expected " to close the quoted text')
}

/** The values after an operator: one, or several with commas between. */
const readValues = (text: string, start: number): Token[] => {
  const tokens: Token[] = []
  for (let offset = start; ; offset++) {
    const value = text[offset] === '"' ? quoted(text, offset) : bare(text, offset)
    tokens.push(value)
    offset = value.end
    if (text[offset] !== ',') return tokens
    tokens.push({ kind: 'comma', offset, end: offset + 1 })
  }
}

const keywordOr = (value: RawValue): Token => {
  const text = value.text.toLowerCase()
  const isWord = !value.quoted && !value.prefix && isKeyword(text)
  return isWord ? { kind: text, offset: value.offset, end: value.end } : value
}

const readTerm = (text: string, offset: number): Token[] => {
  const value = text[offset] === '"' ? quoted(text, offset) : bareWord(text, offset)
  if (value !== null) return [keywordOr(value)]
  const key = take(anyKey, text, offset)
  const end = offset + key.length
  const operators = readOperator(text, end)
  return [{ kind: 'key', key, offset, end }, ...operators, ...operators.flatMap((one) => readValues(text, one.end))]
}

/** `Lisbon, PT`: a comma right after a word without a key counts as a space. */
const isSeparator = (letter: string, offset: number, before: Token | undefined): boolean =>
  space.test(letter) || (letter === ',' && before?.kind === 'value' && before.end === offset)

/** @throws Mistaken */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  for (let offset = 0; offset < text.length;) {
    const letter = text[offset]!
    if (isSeparator(letter, offset, tokens.at(-1))) {
      offset++
      continue
    }
    const bracket = brackets[letter]
    const found = bracket === undefined ? readTerm(text, offset) : [{ kind: bracket, offset, end: offset + 1 } as const]
    tokens.push(...found)
    offset = found.at(-1)!.end
  }
  tokens.push({ kind: 'end', offset: text.length, end: text.length })
  return tokens
}
