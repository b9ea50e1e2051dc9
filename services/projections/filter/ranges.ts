import { formatBlock, parseBlock } from '#events/addresses.ts'

/** Both ends are inclusive. */
export interface Range {
  from: string
  to: string
}

/** The last code point below the surrogates, and the first above them: no text in a database holds one in between. */
const beforeSurrogates = 0xd7ff
const afterSurrogates = 0xe000
const lastLetter = 0x10ffff

const nextLetter = (letter: string): string => {
  const code = letter.codePointAt(0)!
  return String.fromCodePoint(code === beforeSurrogates ? afterSurrogates : code + 1)
}

/**
 * The smallest text that is greater than every text with this prefix, in the order of code points, which is also the
 * order of UTF-8 bytes; null: there is none.
 */
export const afterPrefix = (prefix: string): string | null => {
  const letters = Array.from(prefix)
  while (letters.at(-1)?.codePointAt(0) === lastLetter) letters.pop()
  const last = letters.pop()
  return last === undefined ? null : letters.join('') + nextLetter(last)
}

const lowestId = '00000000-0000-0000-0000-000000000000'
const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const isIdStart = (text: string): boolean =>
  text.length <= lowestId.length &&
  Array.from(text).every((letter, at) => (lowestId[at] === '-' ? letter === '-' : /[0-9a-f]/.test(letter)))

export const isId = (text: string): boolean => text.length === lowestId.length && isIdStart(text)

/** The range of ids with this prefix; null: no id has it. */
export const idsWithPrefix = (prefix: string): Range | null =>
  isIdStart(prefix)
    ? { from: prefix + lowestId.slice(prefix.length), to: prefix + highestId.slice(prefix.length) }
    : null

const lastOf = ({ bytes, bits }: { bytes: number[]; bits: number }): number[] =>
  bytes.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))))

const wholly = (bytes: number[]): string => formatBlock({ bytes, bits: bytes.length * 8 })

/**
 * The first and last address of a block. Addresses compare by family, then byte by byte, so the range holds exactly the
 * block.
 */
export const addressesIn = (cidr: string): Range => {
  const block = parseBlock(cidr)!
  return { from: wholly(block.bytes), to: wholly(lastOf(block)) }
}
