/** A stretch of time as written: `2026-11-01` is that whole day, `-2h` a single millisecond. Milliseconds, `to` exclusive. */
export interface WrittenInstant {
  from: number
  to: number
  relative: boolean
}

const day = 86_400_000
const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: day, w: 7 * day }
const relative = /^(?:now)?(?:([+-])(\d{1,7})([smhdw]))?$/i
const absolute = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i

// The years 1 to 9999, which every store can hold, less a day for time zones.
const earliest = Date.parse('0001-01-02T00:00:00.000Z')
const latest = Date.parse('9999-12-30T00:00:00.000Z')

const within = (instant: WrittenInstant): WrittenInstant | null =>
  instant.from >= earliest && instant.to <= latest ? instant : null

const parseRelative = (text: string, now: number): WrittenInstant | null => {
  const [, sign, amount, unit] = relative.exec(text) ?? []
  const distance = Number(amount ?? 0) * (units[unit?.toLowerCase() ?? 's'] ?? 0)
  const from = now + (sign === '-' ? -distance : distance)
  return within({ from, to: from + 1, relative: true })
}

const precision = (minute: string | undefined, second: string | undefined, fraction: string | undefined): number => {
  if (fraction !== undefined) return 10 ** (3 - fraction.length)
  if (second !== undefined) return 1000
  return minute === undefined ? day : 60_000
}

const parseAbsolute = (text: string): WrittenInstant | null => {
  const [, year, month, dayOfMonth, hour, minute, second, fraction, zone] = absolute.exec(text) ?? []
  const date = `${year}-${month}-${dayOfMonth}`
  // Date.parse reads 31 February as 3 March, so such dates are refused here.
  if (new Date(`${date}T00:00:00.000Z`).getUTCDate() !== Number(dayOfMonth)) return null
  const time = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '').padEnd(3, '0')}`
  const from = Date.parse(`${date}T${time}${(zone ?? 'Z').toUpperCase()}`)
  return within({ from, to: from + precision(minute, second, fraction), relative: false })
}

/** `from..to`: the time from one moment up to, but without, the other. */
const parseStretch = (from: string, to: string): WrittenInstant | null => {
  const [first, last] = [from, to].map((text) => (absolute.test(text) ? parseAbsolute(text) : null))
  if (!first || !last || last.from <= first.from) return null
  return { from: first.from, to: last.from, relative: false }
}

/**
 * ISO 8601 dates and times (UTC unless they say otherwise), `now`, `-2h`, `now-2h`, `+1d`, `2026-11-01..2026-11-08`; null
 * for anything else.
 */
export const parseInstant = (text: string, now: number): WrittenInstant | null => {
  if (text === '') return null
  const [from = '', to, ...more] = text.split('..')
  if (to !== undefined) return more.length > 0 ? null : parseStretch(from, to)
  if (relative.test(text)) return parseRelative(text, now)
  return absolute.test(text) ? parseAbsolute(text) : null
}
