import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every app for codes does it: SHA-1, 6 digits, steps of 30 s. */
const rules = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** RFC 4226, 4, R6: at least 128 bits, 160 recommended. */
export const seedBytes = 20
/** Steps before and after the present one whose codes are taken, for clocks that go wrong and people who type slowly. */
const window = 1

const secretOf = (seed: Buffer): Secret =>
  new Secret({ buffer: seed.buffer.slice(seed.byteOffset, seed.byteOffset + seed.length) as ArrayBuffer })

/** Blanks and hyphens do not count: apps show codes in groups. */
const digitsOf = (code: string): string => code.replaceAll(/[\s-]/g, '')

/** Base32, as people type it and apps take it. */
export const shownSeed = (seed: Buffer): string => secretOf(seed).base32

/** `otpauth://`, for a QR code. */
export const totpUri = (seed: Buffer, { issuer, label }: { issuer: string; label: string }): string =>
  new TOTP({ ...rules, issuer, label, secret: secretOf(seed) }).toString()

/** The step whose code it is, around `now` (milliseconds since the epoch). Null: of none. Compares in constant time. */
export const stepOfCode = (seed: Buffer, code: string, now: number): number | null => {
  const token = digitsOf(code)
  if (!/^\d{6}$/.test(token)) return null
  const delta = new TOTP({ ...rules, secret: secretOf(seed) }).validate({ token, timestamp: now, window })
  return delta === null ? null : Math.floor(now / (rules.period * 1000)) + delta
}
