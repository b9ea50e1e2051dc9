import type { DeviceType } from '../envelope.ts'
import { fold } from './fold.ts'

/** Words that pages show for a key's values. A filter takes them too, so that people may write what they read. */
const deviceTitles: Record<DeviceType, string> = {
  desktop: 'Computer',
  mobile: 'Phone',
  tablet: 'Tablet',
  app: 'App',
  terminal: 'Terminal',
  tv: 'TV',
  robot: 'Robot',
  other: 'Other',
  unknown: 'Unknown',
}
export const deviceTitle = (type: string): string => (deviceTitles as Record<string, string | undefined>)[type] ?? type

/** Names of Rollcall's own and of RFC 8176, in words. */
const methodTitles: Record<string, string> = {
  imported: 'taken over',
  pwd: 'password',
  totp: 'app code',
  webauthn: 'passkey',
  recovery: 'recovery code',
  otp: 'one-time code',
  hwk: 'passkey',
  swk: 'passkey',
  sms: 'text message',
  mfa: 'second factor',
  fed: 'another provider',
}
export const methodTitle = (method: string): string => methodTitles[method] ?? method

const causeTitles: Record<string, string> = {
  user: 'by its owner',
  admin: 'by an admin',
  operation: 'by an operation',
  limit: 'too many sessions',
  reuse: 'token reuse',
  anomaly: 'anomaly',
  credential: 'password changed',
  disabled: 'account disabled',
  hold: 'account held',
  block: 'blocked',
  restore: 'restored from a backup',
  suspended: 'tenant suspended',
  policy: 'by the rules',
  binding: 'left network or country',
  person: 'by its owner',
  inactivity: 'for inactivity',
  client: 'by the application',
  replaced: 'by a new sign-in',
  idle: 'left unused',
  absolute: 'time limit',
}
/** Why a session ended, to stand after a dash or in a cell. */
export const causeTitle = (cause: string): string => causeTitles[cause] ?? cause

const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
/** "Germany" for "DE". A text that is no country code stays as it is. */
export const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code)

/** `logged-out` and `Logged out` are `loggedout`. */
export const spelling = (text: string): string => fold(text).replaceAll(/[\s_-]/g, '')

const otherCountryWords: Record<string, string> = {
  usa: 'US',
  america: 'US',
  uk: 'GB',
  britain: 'GB',
  turkey: 'TR',
  czechrepublic: 'CZ',
  holland: 'NL',
  ivorycoast: 'CI',
}
const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
const namedCountries = (): Map<string, string> => {
  const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second))
  const named = codes.flatMap((code): [string, string][] => {
    const name = countryNames.of(code)
    // UK, SU and DD are old codes of countries that have another code today; ZZ is no country.
    const isToday = new Intl.Locale(`und-${code}`).region === code && code !== 'ZZ'
    if (name === undefined || !isToday) return []
    // "Myanmar (Burma)" is also found as "Myanmar".
    return [name, name.replace(/ \(.+/, '')].map((one) => [spelling(one), code])
  })
  return new Map([...named, ...Object.entries(otherCountryWords)])
}
let countries: ReadonlyMap<string, string> | undefined
/** The table is made at first use, because it needs 676 look-ups. */
const countryNamed = (text: string): string | undefined => (countries ??= namedCountries()).get(spelling(text))

const valuesTitled = (titles: Partial<Record<string, string>>, text: string): string[] =>
  Object.keys(titles).filter((value) => spelling(titles[value] ?? '') === spelling(text))

/** What the claim `amr` of a token calls some of Rollcall's own methods (RFC 8176). */
const methodsClaimed: Partial<Record<string, string[]>> = {
  otp: ['otp', 'totp', 'recovery'],
  swk: ['swk', 'webauthn'],
}

/** The values of a key that pages show as this text, or that tokens call so. */
export const valuesShownAs = (key: string, text: string): string[] => {
  switch (key) {
    case 'country': {
      const code = countryNamed(text)
      return code === undefined ? [] : [code]
    }
    case 'deviceType':
      return valuesTitled(deviceTitles, text)
    case 'method':
      return methodsClaimed[spelling(text)] ?? valuesTitled(methodTitles, text)
    case 'cause':
      return valuesTitled(causeTitles, text)
    default:
      return []
  }
}
