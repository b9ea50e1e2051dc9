import { storable } from '../tables/columnTypes.ts'

/**
 * A value with every text as a view keeps it. Older events may hold NUL or halves of characters, which no database text holds:
 * a fold that went on from stored rows would compare what was kept with what was sent, and a rebuild would not. The same value
 * where nothing is odd.
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
