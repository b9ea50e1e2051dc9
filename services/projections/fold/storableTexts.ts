import { storable } from '../tables/columnTypes.ts'

/**
 * Answers a value with every text as a view stores it. Older events may hold NUL or half a surrogate pair, which a
 * database text cannot hold. Without this, a fold that continues from stored rows would compare stored texts with
 * original ones, and differ from a rebuild. A value without such characters is answered as it is.
 */
export const storableTexts = <Value>(value: Value): Value => {
  if (typeof value === 'string')
    return (value.isWellFormed() && !value.includes('\0') ? value : storable(value.toWellFormed())) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const kept = entries.map(([, inner]) => storableTexts<unknown>(inner))
  if (kept.every((inner, place) => inner === entries[place]?.[1])) return value
  if (Array.isArray(value)) return kept as Value
  return Object.fromEntries(entries.map(([key], place) => [key, kept[place]])) as Value
}
