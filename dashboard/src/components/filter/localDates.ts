import { syntaxOf } from '#events/filter/chips.ts'
import { replaceTerms } from '#events/filter/edits.ts'
import { filterFields } from '#events/filter/fields.ts'
import { fold } from '#events/filter/fold.ts'
import { offsetAt } from '../../composables/times.ts'

const written = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/
const dayMs = 86_400_000

/** The day it is in a time zone, such as "2026-11-21". */
export const dayIn = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

const minutesOf = (offset: string): number => {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/**
 * Adds the offset to a local time: `2026-11-21T05:30+01:00`. In the hour that exists twice when clocks are set back, the first is
 * meant. A time that is skipped when clocks are set forward is read with the offset from before.
 */
const withOffset = (local: string, timeZone: string): string => {
  const asUtc = Date.parse(`${local}Z`)
  const offsets = [asUtc - dayMs, asUtc + dayMs].map((at) => offsetAt(at, timeZone))
  const real = offsets.find((offset) => offsetAt(asUtc - minutesOf(offset) * 60_000, timeZone) === offset)
  return `${local}${real ?? offsets[0]}`
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00Z`) + dayMs).toISOString().slice(0, 10)

/** Reads a date or time without a zone as one in the page's zone. */
const inZone = (value: string, operator: string, timeZone: string): string => {
  const [, day, clock] = written.exec(value) ?? []
  if (day === undefined || Number.isNaN(Date.parse(day))) return value
  if (clock !== undefined) return withOffset(`${day}T${clock}`, timeZone)
  const start = withOffset(`${day}T00:00`, timeZone)
  return operator === ':' ? `${start}..${withOffset(`${nextDay(day)}T00:00`, timeZone)}` : start
}

const fields = filterFields.sessions

/** Replaces dates of the page's zone by dates with an offset, because the server does not know the page's zone. */
export const resolveDates = (filter: string, timeZone: string): string => {
  if (timeZone === 'UTC') return filter
  return replaceTerms(syntaxOf(filter), filter, ({ key, operator, values }) => {
    if (fields.get(fold(key))?.kind !== 'instant') return null
    return `${key}${operator}${values.map(({ text }) => inZone(text, operator, timeZone)).join(',')}`
  })
}

/** A time in a filter as its chip shows it: a whole day as a date, always with its zone. */
export const shownInstant = (value: string): string => {
  const [, day, offset, next] =
    /^(\d{4}-\d\d-\d\d)T00:00([+-]\d\d:\d\d)\.\.(\d{4}-\d\d-\d\d)T00:00[+-]\d\d:\d\d$/.exec(value) ?? []
  if (day !== undefined && offset !== undefined && next === nextDay(day)) return `${day} ${offset}`
  if (written.test(value)) return `${value.replace('T', ' ')} UTC`
  return value
    .replaceAll(/T(\d\d:\d\d[\d:.]*)/g, ' $1 ')
    .replace(/ Z$/, ' UTC')
    .trim()
}
