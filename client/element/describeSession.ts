import type { OwnSession } from '#events/live/rows.ts'
import type { SessionWords } from './sessionWords.ts'

/** Version numbers say nothing to a person: "Chrome 142" is "Chrome". */
const family = (name: string | null): string | null => name?.replace(/ [\d.]+$/, '') ?? null

/** "Chrome on Windows"; the name the person or the application gave the device comes first. */
export const deviceTitle = ({ device }: Pick<OwnSession, 'device'>, words: SessionWords): string => {
  if (device.name !== null) return device.name
  const [browser, system] = [family(device.browser), family(device.os)]
  if (browser !== null && system !== null) return words.onSystem(browser, system)
  return browser ?? system ?? words.device(device.type)
}

/** The parts that are known, as one text. */
export const joined = (parts: readonly (string | null)[], between: string): string =>
  parts.filter((part) => part !== null).join(between)

/** Codes that no country has, such as `T1`, are shown as they are. */
const countryName = (code: string, language: string | undefined): string =>
  /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code) : code

/** "Lisbon, Portugal", as precisely as places are kept; null: not kept. */
export const placeTitle = ({ last }: Pick<OwnSession, 'last'>, language: string | undefined): string | null => {
  const { city = null, country = null } = last.place ?? {}
  return joined([city, country && countryName(country, language)], ', ') || null
}

const minuteMs = 60_000
/** Units from the largest down, each with its length. */
const units = [
  ['day', 1_440 * minuteMs],
  ['hour', 60 * minuteMs],
  ['minute', minuteMs],
] as const

/** "4 min. ago", "2 days ago"; below a minute "now". */
export const timeAgo = (at: string, now: number, language: string | undefined): string => {
  const passed = Math.max(0, now - Date.parse(at))
  const format = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' })
  const [unit, ms] = units.find(([, each]) => passed >= each) ?? ['second', Infinity]
  return format.format(-Math.floor(passed / ms), unit)
}

/** "28 Nov, 14:05", in the browser's own time zone. */
export const dayAndTime = (at: string, language: string | undefined): string =>
  new Date(at).toLocaleString(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** When the session ends if nobody uses it. */
export const endsAt = ({ idleExpiresAt, absoluteExpiresAt }: OwnSession): string =>
  absoluteExpiresAt === null || idleExpiresAt < absoluteExpiresAt ? idleExpiresAt : absoluteExpiresAt
