import { listFields, type FilterField, type FilterFields } from '#events/filter/fields.ts'
import { fold } from '#events/filter/fold.ts'
import { quoteValue } from '#events/filter/formatFilter.ts'
import { count } from '../../composables/numbers.ts'

/** A value worth offering, and how many sessions show it: of those loaded, or of all that are signed in. */
export interface KnownValue {
  value: string
  count: number
  among: 'loaded' | 'signedIn'
}

export interface Completion {
  /** The whole draft once this is taken. */
  draft: string
  /** What is taken: `country:` or `country:SG`. */
  text: string
  hint: string
  /** A key only: its value is still to come. */
  isOpen: boolean
}

export interface CompletionSources {
  fields: FilterFields
  known: (key: string) => readonly KnownValue[]
  /** Milliseconds since the epoch. */
  now: number
}

/** The piece of a draft that is being typed. */
interface Piece {
  before: string
  minus: string
  key: string
  operator: string
  /** Values of a set that are complete, with their commas. */
  done: string
  partial: string
}

const most = 8

/** Start of the last piece: after the last space or bracket outside quotes. */
const pieceStart = (draft: string): number => {
  let start = 0
  let quoted = false
  for (let at = 0; at < draft.length; at++) {
    if (draft[at] === '"' && draft[at - 1] !== '\\') quoted = !quoted
    else if (!quoted && /[\s()]/.test(draft[at]!)) start = at + 1
  }
  return start
}

const lastComma = (values: string): number => {
  const open = (values.match(/(?<!\\)"/g) ?? []).length % 2 === 1
  return open ? values.lastIndexOf(',', values.lastIndexOf('"')) : values.lastIndexOf(',')
}

const readPiece = (draft: string): Piece => {
  const start = pieceStart(draft)
  const [, minus = '', key = '', operator = '', values = ''] =
    /^(-*)([^:<>]*)(:|[<>]=?)?(.*)$/s.exec(draft.slice(start)) ?? []
  const comma = lastComma(values) + 1
  const partial = values.slice(comma).replace(/^"/, '')
  return { before: draft.slice(0, start), minus, key, operator, done: values.slice(0, comma), partial }
}

const isOrdered = (field: FilterField) => field.kind === 'number' || field.kind === 'instant'

const completion = (piece: Piece, text: string, hint: string, isOpen: boolean): Completion => {
  const whole = `${piece.minus}${text}`
  return { draft: `${piece.before}${whole}`, text: whole, hint, isOpen }
}

/** `risk` is mostly asked for as `risk>=`, `started` as `started>`. */
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

/** A bare word is most likely a person, or an address. */
const wordCompletions = (piece: Piece): Completion[] => {
  const { key } = piece
  if (key.length < 2) return []
  if (/^[\d.]+$|^[\da-f]*:/i.test(key)) return [completion(piece, `ip:${key}`, 'this address or block', false)]
  return [completion(piece, `user:${quoteValue(key)}*`, 'e-mail or name begins with it', false)]
}

const isoDay = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)

const instants = (operator: string, now: number): [string, string][] => {
  if (operator === ':')
    return [
      [isoDay(now), 'today, UTC'],
      [isoDay(now - 86_400_000), 'yesterday, UTC'],
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

const seen = (known: KnownValue) => `${count(known.count)} ${known.among === 'loaded' ? 'here' : 'signed in'}`

/** What is on screen first, the frequent before the rare. */
const byUse = (a: KnownValue, b: KnownValue): number => {
  if (a.among !== b.among) return a.among === 'loaded' ? -1 : 1
  return b.count - a.count || (a.value < b.value ? -1 : 1)
}

/** Values worth offering for a field, with what to say beside them. */
const valuesFor = (field: FilterField, operator: string, { known, now }: CompletionSources): [string, string][] => {
  if (field.kind === 'instant') return instants(operator, now)
  if (field.key === 'risk') return severities
  const loaded = known(field.key).toSorted(byUse)
  const others = (field.values ?? []).filter((value) => !loaded.some((one) => one.value === value))
  return [
    ...loaded.map((one): [string, string] => [one.value, seen(one)]),
    ...others.map((value): [string, string] => [value, '']),
  ]
}

const valueCompletions = (piece: Piece, field: FilterField, sources: CompletionSources): Completion[] => {
  const all = valuesFor(field, piece.operator, sources)
  const typed = fold(piece.partial)
  const beginning = all.filter(([value]) => fold(value).startsWith(typed))
  const inside = all.filter(([value]) => !fold(value).startsWith(typed) && fold(value).includes(typed))
  const fitting = [...beginning, ...inside]
  // Where the values are few and fixed, a wrong one is best answered with all of them.
  const offered = fitting.length > 0 || field.kind === 'text' || field.kind === 'address' ? fitting : all
  const start = `${piece.key}${piece.operator}${piece.done}`
  return offered.map(([value, hint]) => completion(piece, `${start}${quoteValue(value)}`, hint, false))
}

/** What the piece being typed may become, best first. */
export const completionsFor = (draft: string, sources: CompletionSources): Completion[] => {
  const piece = readPiece(draft)
  if (piece.operator === '') {
    return [...keyCompletions(piece, sources.fields), ...wordCompletions(piece)].slice(0, most)
  }
  const field = sources.fields.get(fold(piece.key))
  return field === undefined ? [] : valueCompletions(piece, field, sources).slice(0, most)
}

/** Whether some completion goes on from exactly what was typed, so that a mistake may still be growing right. */
export const mayGrow = (draft: string, completions: readonly Completion[]): boolean =>
  completions.some((one) => fold(one.draft).startsWith(fold(draft)))
