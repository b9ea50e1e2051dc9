import { fold } from './fold.ts'

/** What a filter asks for without a key: these words, side by side in one text, whole but for the last one's end. */
export interface Words {
  words: readonly string[]
  /** The last word may go on. */
  prefix: boolean
}

/** ASCII that is neither letter nor digit. Texts are folded, so capitals never stand in them. */
const between = String.raw`[\u0001-\u002f\u003a-\u0060\u007b-\u007f]`
const apart = new RegExp(`${between}+`)

/** Between the texts of a row, so that no words are found that stand in two of them. */
export const textEnd = '\u001f'
const inOneText = String.raw`[\u0020-\u002f\u003a-\u0060\u007b-\u007f]+`

export const wordsOf = (text: string): string[] => fold(text).split(apart).filter(Boolean)

/**
 * A regular expression that means the same to JavaScript and to PostgreSQL over text in "C" order. Words hold no ASCII
 * but letters and digits, so nothing in them has a meaning of its own.
 */
export const wordsPattern = ({ words, prefix }: Words): string =>
  `(?:^|${between})${words.join(inOneText)}${prefix ? '' : `(?:$|${between})`}`
