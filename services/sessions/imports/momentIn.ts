import { WrongSession } from './wrongSession.ts'

/** 2001 in seconds, and 5138 in seconds or 1973 in milliseconds: numbers between are seconds, larger ones milliseconds. */
const leastSeconds = 978_307_200
const mostSeconds = 99_999_999_999

const latest = Date.UTC(3000, 0)

const numbered = (value: number): number => (value <= mostSeconds ? value * 1_000 : value)

/** `2026-11-29 10:00:00.123+00`, as databases write it. Without a zone it is UTC, whatever zone this machine is in. */
const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i

const zoneOf = (zone: string | undefined): string => {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}

const millisecondsOf = (text: string): number => {
  if (/^\d{9,14}(\.\d+)?$/.test(text)) return numbered(Number(text))
  const match = written.exec(text)
  if (match === null) return Number.NaN
  const [, day, time = '00:00', seconds = '00', zone] = match
  const [whole = '00', fraction = ''] = seconds.split(/[.,]/)
  return Date.parse(`${day}T${time}:${whole}.${fraction.slice(0, 3).padEnd(3, '0')}${zoneOf(zone)}`)
}

/** A time as tables hold it: ISO 8601, as databases write it, or a number of seconds or milliseconds. @throws WrongSession */
export const momentIn = (value: unknown, what: string): string | null => {
  if (value === undefined || value === null) return null
  const text = String(typeof value === 'object' ? '?' : value).trim()
  if (text === '' || text.toLowerCase() === 'null' || text === '\\N') return null
  const at = millisecondsOf(text)
  if (Number.isNaN(at) || at < leastSeconds * 1_000 || at > latest)
    throw new WrongSession(`${what} is no time after 2001.`)
  return new Date(at).toISOString()
}
