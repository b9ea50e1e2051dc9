import type { RequestContext } from '../envelope.ts'

/** Answers a person's name by id; null: the name is not known. */
export type Names = (userId: string) => string | null

export const clause = (...parts: (string | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== '').join(' ')

export const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
/** 11,879 */
export const number = (value: number): string => grouped(String(Math.round(value)))

export const countOf = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

const units: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** In the largest unit that divides it, or nearly: `7 days`, `41 minutes`, `1 hour`. */
export const duration = (seconds: number): string => {
  const [size, name] = units.find(([unit]) => seconds >= unit * 2 || seconds === unit) ?? [1, 'second']
  return countOf(Math.round(seconds / size), name)
}

/** The city, else the country's code; null where the place is not known. */
export const placeWords = (where: { city: string | null; country: string | null } | null | undefined): string | null =>
  where?.city ?? where?.country ?? null

export const from = (context: RequestContext | null): string | null => {
  const place = placeWords(context?.place)
  return place === null ? null : `from ${place}`
}

/** `Chrome 142 on Windows 11` */
export const deviceWords = (context: RequestContext | null): string | null => {
  const device = context?.device
  if (device === null || device === undefined) return null
  return device.name ?? (listOfOn(device.browser, device.os) || null)
}
const listOfOn = (browser: string | null, os: string | null): string =>
  [browser, os].filter((part) => part !== null).join(' on ')

/** `HH:MM`, UTC. */
export const clock = (instant: string): string => instant.slice(11, 16)
