import { listFields, type FilterField, type FilterFields } from '#events/filter/fields.ts'
import { fold } from '#events/filter/fold.ts'
import { quoteValue } from '#events/filter/formatFilter.ts'
import { parseBlock } from '#events/addresses.ts'
import { count } from '../../composables/numbers.ts'
import { dayIn } from './localDates.ts'
import { shownValue } from './shownValue.ts'
import { readPiece, type Piece } from './piece.ts'

/** A value worth offering, and how many sessions show it: of those loaded, or of all that are signed in. */
export interface KnownValue {
  value: string
  count: number
  /** `listed`: all rows of the list are loaded, so `count` is what the filter finds. */
  among: 'listed' | 'loaded' | 'signedIn'
}

export interface Completion {
  /** The whole draft after the person takes this completion. */
  draft: string
  /** What is added: `country:` or `country:SG`. */
  text: string
  hint: string
  /** The completion is only a key; the person still has to type its value. */
  isOpen: boolean
}

export interface CompletionSources {
  fields: FilterFields
  known: (key: string) => readonly KnownValue[]
  /** Milliseconds since the epoch. */
  now: number
  /** The page's time zone: a date means a day there. */
  timeZone: string
}

const most = 8

const isOrdered = (field: FilterField) => field.kind === 'number' || field.kind === 'instant'

const completion = (piece: Piece, text: string, hint: string, isOpen: boolean): Completion => {
  const whole = `${piece.minus}${text}`
  return { draft: `${piece.before}${whole}`, text: whole, hint, isOpen }
}

/** A key with the operator that is mostly used: `risk>=`, `started>`, else `:`. */
const opened = (field: FilterField): string => {
  if (!isOrdered(field)) return `${field.key}:`
  return field.kind === 'number' ? `${field.key}>=` : `${field.key}>`
}

const keyCompletions = (piece: Piece, fields: FilterFields): Completion[] => {
  const typed = fold(piece.key)
  const keys = listFields(fields).filter((field) => fold(field.key).startsWith(typed))
  const aliased = typed.length > 1 && keys.length === 0 ? [...fields].filter(([alias]) => alias.startsWith(typed)) : []
  return [...keys, ...aliased.map(([, field]) => field)].map((field) =>
    completion(piece, opened(field), field.hint, true),
  )
}

const seen = ({ count: found, among }: KnownValue) => {
  switch (among) {
    case 'listed':
      return `${count(found)} here`
    case 'loaded':
      return `${count(found)} of those loaded`
    case 'signedIn':
      return `${count(found)} signed in`
  }
}

/** Orders values on screen before others, and frequent before rare ones. */
const byUse = (a: KnownValue, b: KnownValue): number => {
  if ((a.among === 'signedIn') !== (b.among === 'signedIn')) return a.among === 'signedIn' ? 1 : -1
  return b.count - a.count || (a.value < b.value ? -1 : 1)
}

/** How well a value fits what was typed: 0 begins with it, 1 contains it; null: does not fit. */
const rankOf = (key: string, value: string, typed: string): number | null => {
  const texts = [fold(value), fold(shownValue(key, value))]
  if (texts.some((text) => text.startsWith(typed))) return 0
  return texts.some((text) => text.includes(typed)) ? 1 : null
}

const hintOf = (key: string, value: string, hint: string): string => {
  const shown = shownValue(key, value)
  return [shown === value ? '' : shown, hint].filter((part) => part !== '').join(', ')
}

/** The keys that a word without a key most likely means. */
const wordKeys = ['user', 'city', 'country', 'browser', 'os', 'client', 'deviceType', 'network', 'ip']

/** A word without a key finds any text that names a row. These completions offer more exact meanings. */
const wordCompletions = (piece: Piece, { fields, known }: CompletionSources): Completion[] => {
  const typed = fold(piece.key)
  if (typed.length < 2) return []
  if (parseBlock(typed) !== null) return [completion(piece, `ip:${piece.key}`, 'this address or block', false)]
  return wordKeys
    .filter((key) => fields.has(key.toLowerCase()))
    .flatMap((key) =>
      known(key).flatMap((one) => {
        const rank = rankOf(key, one.value, typed)
        return rank === null ? [] : [{ key, one, rank }]
      }),
    )
    .sort((a, b) => a.rank - b.rank || byUse(a.one, b.one))
    .map(({ key, one }) =>
      completion(piece, `${key}:${quoteValue(one.value)}`, hintOf(key, one.value, seen(one)), false),
    )
}

const instants = (operator: string, { now, timeZone }: CompletionSources): [string, string][] => {
  if (operator === ':')
    return [
      [dayIn(now, timeZone), 'today'],
      [dayIn(now - 86_400_000, timeZone), 'yesterday'],
    ]
  return [
    ['-15m', '15 minutes ago'],
    ['-1h', 'an hour ago'],
    ['-24h', 'a day ago'],
    ['-7d', 'a week ago'],
  ]
}

const severities: [string, string][] = [
  ['25', 'low'],
  ['50', 'medium'],
  ['75', 'high'],
  ['100', 'critical'],
]

/** Values to offer for a field, each with a hint. */
const valuesFor = (field: FilterField, operator: string, sources: CompletionSources): [string, string][] => {
  if (field.kind === 'instant') return instants(operator, sources)
  if (field.key === 'risk') return severities
  const known = sources.known(field.key).toSorted(byUse)
  const others = (field.values ?? []).filter((value) => !known.some((one) => one.value === value))
  return [
    ...known.map((one): [string, string] => [one.value, hintOf(field.key, one.value, seen(one))]),
    ...others.map((value): [string, string] => [value, hintOf(field.key, value, '')]),
  ]
}

const fittingValues = (piece: Piece, field: FilterField, sources: CompletionSources): [string, string][] => {
  const typed = fold(piece.partial)
  return valuesFor(field, piece.operator, sources)
    .flatMap((offer) => {
      const rank = rankOf(field.key, offer[0], typed)
      return rank === null ? [] : [{ offer, rank }]
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ offer }) => offer)
}

const valueCompletions = (piece: Piece, field: FilterField, sources: CompletionSources): Completion[] => {
  const fitting = fittingValues(piece, field, sources)
  // Where the values are few and fixed, all of them are offered for a wrong one.
  const isOpenEnded = field.kind === 'text' || field.kind === 'address'
  const offered = fitting.length > 0 || isOpenEnded ? fitting : valuesFor(field, piece.operator, sources)
  const start = `${piece.key}${piece.operator}${piece.done}`
  return offered.map(([value, hint]) => completion(piece, `${start}${quoteValue(value)}`, hint, false))
}

const fieldOf = (piece: Piece, { fields }: CompletionSources): FilterField | undefined => fields.get(fold(piece.key))

/** What the piece being typed may become, best first. */
export const completionsFor = (draft: string, sources: CompletionSources): Completion[] => {
  const piece = readPiece(draft)
  if (piece.operator === '')
    return [...keyCompletions(piece, sources.fields), ...wordCompletions(piece, sources)].slice(0, most)
  const field = fieldOf(piece, sources)
  return field === undefined ? [] : valueCompletions(piece, field, sources).slice(0, most)
}

/** Whether Enter takes the first completion: when a value is only begun and the completion continues it. */
export const isFirstMeant = (draft: string, sources: CompletionSources): boolean => {
  const piece = readPiece(draft)
  const field = fieldOf(piece, sources)
  if (piece.operator !== ':' || piece.partial === '' || field === undefined || isOrdered(field)) return false
  const typed = fold(piece.partial)
  const fitting = fittingValues(piece, field, sources)
  return (
    !fitting.some(([value]) => [value, shownValue(field.key, value)].some((text) => fold(text) === typed)) &&
    fitting.length > 0
  )
}

/** Whether some completion continues exactly what was typed. What looks like a mistake may then only be unfinished. */
export const mayGrow = (draft: string, completions: readonly Completion[]): boolean =>
  completions.some((one) => fold(one.draft).startsWith(fold(draft)))
