import { ref } from 'vue'
import type { Preferences } from '#events/user/preferences.ts'

type TimeLanguage = Preferences['timeLanguage']

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** "now", "4 min", "2 h", "3 d". Moments to come count the same: "in 4 min". */
export const relativeTime = (at: string, now: number): string => {
  const distance = now - Date.parse(at)
  const span = spanOf(Math.abs(distance))
  if (span === 'now') return span
  return distance < 0 ? `in ${span}` : span
}

/** The same with "ago", as in a sentence. */
export const timeAgo = (at: string, now: number): string => {
  const span = relativeTime(at, now)
  return span === 'now' ? 'just now' : `${span} ago`
}

/** A length of time in its largest whole unit, `now` below a minute. */
const spanOf = (ms: number): string => {
  if (ms < minute) return 'now'
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** A length of time as people say it: "84 ms", "41 s", "52 min", "2 h", "7 d". */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < minute) return `${Math.round(ms / 1000)} s`
  return spanOf(ms)
}

/** How long something lasted, to its second unit: "2 h 13 min", "3 d 4 h", "52 min", "41 s". */
export const length = (ms: number): string => {
  const rest = ms >= day ? Math.floor((ms % day) / hour) : Math.floor((ms % hour) / minute)
  if (ms < hour || rest === 0) return duration(ms)
  return `${spanOf(ms)} ${rest} ${ms >= day ? 'h' : 'min'}`
}

/** How dates and times are written. One for the whole page, because every time is written alike. */
export const timeLanguage = ref<TimeLanguage>('en-GB')

const formats = new Map<string, Intl.DateTimeFormat>()
/** Formats are kept, because making one costs a thousand times what using it does. */
const format = (
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  language: string = timeLanguage.value,
): Intl.DateTimeFormat => {
  const key = language + timeZone + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone })
  formats.set(key, known)
  return known
}

const zoneName = (timeZone: string): string => (timeZone === 'UTC' ? 'UTC' : timeZone.replaceAll('_', ' '))

const whole = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
} as const

/** "+01:00": how far a zone's clocks are ahead of UTC at a moment. */
export const offsetAt = (at: number, timeZone: string): string => {
  const parts = format(timeZone, { timeZoneName: 'longOffset' }, 'en-GB').formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  return name === 'GMT' ? '+00:00' : name.replace('GMT', '')
}

/** "21 Nov 2026, 06:51:07.412 +01:00": the offset tells the hour that exists twice apart. */
export const absoluteTime = (at: string, timeZone: string): string => {
  const instant = Date.parse(at)
  return `${format(timeZone, whole).format(instant)} ${timeZone === 'UTC' ? 'UTC' : offsetAt(instant, timeZone)}`
}

/** The moment in UTC, and in the page's zone where that is another: for hover and focus. */
export const momentTitle = (at: string, timeZone: string): string => {
  const universal = absoluteTime(at, 'UTC')
  return timeZone === 'UTC' ? universal : `${universal}\n${absoluteTime(at, timeZone)} ${zoneName(timeZone)}`
}

/** "Sat 21 Nov 2026". */
export const dayOf = (at: string, timeZone: string): string =>
  format(timeZone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(Date.parse(at))
    .replace(',', '')

/** "21 Nov". */
export const shortDay = (at: string, timeZone: string): string =>
  format(timeZone, { day: 'numeric', month: 'short' }).format(Date.parse(at))

/** "21 Nov at 05:55 UTC", "21 Nov at 06:55 +01:00". */
export const dayAndTime = (at: string, timeZone: string): string => {
  const instant = Date.parse(at)
  const date = format(timeZone, { day: 'numeric', month: 'short' }).format(instant)
  return `${date} at ${clockMinutes(instant, timeZone)} ${timeZone === 'UTC' ? 'UTC' : offsetAt(instant, timeZone)}`
}

/** "05:55". */
export const clockMinutes = (at: number, timeZone: string): string =>
  format(timeZone, { hour: '2-digit', minute: '2-digit' }).format(at)

/** "05:55:12". */
export const clockSeconds = (at: number, timeZone: string): string =>
  format(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)

/** "05:02:26" on the day of `now`, "18 Nov 08:02" on any other. */
export const shortTime = (at: string, now: number, timeZone: string): string => {
  const instant = Date.parse(at)
  const day = format(timeZone, { day: 'numeric', month: 'short' })
  if (day.format(instant) === day.format(now) && Math.abs(now - instant) < 2 * 86_400_000)
    return clockSeconds(instant, timeZone)
  return `${day.format(instant)} ${clockMinutes(instant, timeZone)}`
}
