import { syntaxOf, toChips, type Chip } from '#events/filter/chips.ts'
import { replaceTerms } from '#events/filter/edits.ts'
import type { FilterFields } from '#events/filter/fields.ts'
import { fold } from '#events/filter/fold.ts'
import { quoteValue } from '#events/filter/formatFilter.ts'
import { wordsOf } from '#events/filter/words.ts'
import { shownValue } from '../filter/shownValue.ts'

/** A value nobody has, the nearest that somebody has, and the filter with that one instead. */
export interface Nearest {
  term: string
  instead: string
  filter: string
}

export interface KnownTexts {
  fields: FilterFields
  /** Values of a key that somebody has. */
  valuesOf(key: string): readonly string[]
}

/** Keystrokes between two words: letters put in, left out, changed, or two of them swapped. */
export const distance = (one: string, other: string): number => {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const changed = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (isSame ? 0 : 1))
      row.push(isSwapped ? Math.min(changed, rows[i - 2]![j - 2]! + 1) : changed)
    }
    rows.push(row)
  }
  return rows[one.length]![other.length]!
}

/** The most keystrokes by which a slip may differ; beyond that it is another word. */
const farthest = (word: string): number => Math.floor((word.length + 1) / 3)

const nearestOf = (word: string, candidates: Iterable<[text: string, value: string]>): string | null => {
  let best: { value: string; far: number } | null = null
  for (const [text, value] of candidates) {
    const far = distance(word, text)
    if (far === 0) return null
    if (far <= farthest(word) && far < (best?.far ?? Infinity)) best = { value, far }
  }
  return best?.value ?? null
}

/** Keys whose words a bare word is looked for in. */
const wordKeys = ['user', 'city', 'country', 'browser', 'os', 'client', 'deviceType', 'network']

const wordsKnown = ({ valuesOf }: KnownTexts): [string, string][] =>
  wordKeys.flatMap((key) =>
    valuesOf(key).flatMap((value) =>
      wordsOf(`${value} ${shownValue(key, value)}`).map((word): [string, string] => [word, word]),
    ),
  )

const valuesKnown = (key: string, { valuesOf }: KnownTexts): [string, string][] =>
  valuesOf(key).flatMap((value) => [
    [fold(value), value],
    [fold(shownValue(key, value)), value],
  ])

type TermChip = Extract<Chip, { kind: 'term' }>

/** What a term that asks for one text could have meant; null: it asks for none, or somebody has that. */
const meantBy = ({ key, operator, value, negated }: TermChip, known: KnownTexts): string | null => {
  const typed = fold(value.replaceAll('"', ''))
  if (negated || /[*,]/.test(typed)) return null
  if (key === '') return nearestOf(typed, wordsKnown(known))
  const field = known.fields.get(fold(key))
  const isOfTexts = operator === ':' && (field?.kind === 'text' || field?.kind === 'enum')
  return isOfTexts ? nearestOf(typed, valuesKnown(field.key, known)) : null
}

/** Of the terms that ask for one text, the first that nobody answers but somebody nearly does. */
export const nearestIn = (filter: string, known: KnownTexts): Nearest | null => {
  for (const chip of toChips(filter)) {
    const value = chip.kind === 'term' ? meantBy(chip, known) : null
    if (chip.kind !== 'term' || value === null) continue
    const start = `${chip.key}${chip.operator}`
    const instead = start + quoteValue(value)
    const change = ({ offset }: { offset: number }) => (offset === chip.offset ? instead : null)
    return { term: start + chip.value, instead, filter: replaceTerms(syntaxOf(filter), filter, change) }
  }
  return null
}
