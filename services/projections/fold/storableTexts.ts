import { storable } from '../tables/columnTypes.ts'

/** Every event is asked, and hardly any says no. */
const isStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  return typeof value !== 'object' || value === null || Object.values(value).every(isStorable)
}

const replaced = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value.toWellFormed())
  if (Array.isArray(value)) return value.map((inner) => storableTexts<unknown>(inner))
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, storableTexts<unknown>(inner)]))
}

/**
 * Answers a value with every text as a view stores it. Older events may hold NUL or half a surrogate pair, which a
 * database text cannot hold. Without this, a fold that continues from stored rows would compare stored texts with
 * original ones, and differ from a rebuild. A value without such characters is answered as it is.
 */
export const storableTexts = <Value>(value: Value): Value => (isStorable(value) ? value : (replaced(value) as Value))
