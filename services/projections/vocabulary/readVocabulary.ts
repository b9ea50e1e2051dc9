import type { FilterExpression } from '#events/filter/expression.ts'
import { indexedWord, type Words, wordsPattern } from '#events/filter/words.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { startsWith } from '../filter/startsWith.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import type { VocabularyField } from './vocabularyTable.ts'

/** Folded texts by what they say of a row. */
export type FoundTexts = Partial<Record<VocabularyField, string[]>>

/** Answers the texts in which words were found; null: too many to be listed. */
export type Vocabulary = (words: Words) => FoundTexts | null

/** What more texts have is looked for in rows, of which many have it then. */
const mostTexts = 1_000

const wordsIn = (expression: FilterExpression): Words[] => {
  switch (expression.kind) {
    case 'everything':
      return []
    case 'and':
    case 'or':
      return expression.terms.flatMap(wordsIn)
    case 'not':
      return wordsIn(expression.term)
    case 'term':
      return expression.values.filter((value) => value.kind === 'words')
  }
}

/** A quoted text may have hundreds of words, and each that is looked up is one join more. */
const mostLookedUp = 4

/** The longest words, which are the rarest. */
const lookedUp = ({ words, prefix }: Words) =>
  words
    .map((word, index) => ({ word: indexedWord(word), isWhole: !prefix || index < words.length - 1 }))
    .sort((one, other) => other.word.length - one.word.length)
    .slice(0, mostLookedUp)

/** Reads the texts that hold the words; that they hold all of them side by side is left to the pattern. */
export const textsHolding = (tenantId: string, wanted: Words) => {
  const parameters = sqlParameters()
  const { bind } = parameters
  const held = lookedUp(wanted).map(({ word, isWhole }, index) =>
    isWhole ? `w${index}.word = ${bind(word, 'text')}` : startsWith(`w${index}.word`, word, parameters),
  )
  const others = held
    .slice(1)
    .map((_, index) => `join vocabulary w${index + 1} using (tenant_id, field, value, user_id)`)
  const text = `select field, value from vocabulary w0 ${others.join(' ')}
    where tenant_id = ${bind(tenantId, 'uuid')} and ${held.join(' and ')} and value ~ ${bind(wordsPattern(wanted), 'text')}
    limit ${bind(mostTexts + 1, 'bigint')}`
  return { text, values: parameters.values }
}

const findTexts = async (snapshot: Snapshot, tenantId: string, wanted: Words): Promise<FoundTexts | null> => {
  const { text, values } = textsHolding(tenantId, wanted)
  const { rows } = await snapshot.query<{ field: VocabularyField; value: string }>(text, values)
  if (rows.length > mostTexts) return null
  const texts = Map.groupBy(rows, ({ field }) => field)
  return Object.fromEntries(
    Array.from(texts, ([field, found]) => [field, [...new Set(found.map(({ value }) => value))]]),
  )
}

/** Looks up the words of a filter, so that it can be compiled to comparisons of whole texts. */
export const readVocabulary = async (
  snapshot: Snapshot,
  tenantId: string,
  expression: FilterExpression,
): Promise<Vocabulary> => {
  const found = new Map<string, FoundTexts | null>()
  for (const wanted of wordsIn(expression)) found.set(wordsPattern(wanted), await findTexts(snapshot, tenantId, wanted))
  return (wanted) => found.get(wordsPattern(wanted)) ?? null
}
