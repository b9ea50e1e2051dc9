import { fold } from './fold.ts'

/** Words that a filter asks for without a key. They must stand side by side in one text, each of them whole. */
export interface Words {
  words: readonly string[]
  /** The last word may be the beginning of a longer one. */
  prefix: boolean
}

/** ASCII that is neither lower-case letter nor digit. Texts are folded, so they hold no capitals. */
const between = String.raw`[\u0001-\u002f\u003a-\u0060\u007b-\u007f]`
const apart = new RegExp(`${between}+`)

/** Stands between the texts of a row, so that words side by side are never found across two texts. */
export const textEnd = '\u001f'
const inOneText = String.raw`[\u0020-\u002f\u003a-\u0060\u007b-\u007f]+`

/** The words of a folded text. */
export const splitWords = (folded: string): string[] => folded.split(apart).filter(Boolean)
export const wordsOf = (text: string): string[] => splitWords(fold(text))

const indexedLetters = 40
/** The part of a word by which it is looked up: an index does not hold words of any length. */
export const indexedWord = (word: string): string =>
  word.length <= indexedLetters ? word : Array.from(word).slice(0, indexedLetters).join('')

/**
 * A regular expression that means the same to JavaScript and to PostgreSQL over text in "C" order. Words hold no ASCII
 * but letters and digits, so nothing in them has a meaning of its own.
 */
export const wordsPattern = ({ words, prefix }: Words): string =>
  `(?:^|${between})${words.join(inOneText)}${prefix ? '' : `(?:$|${between})`}`
