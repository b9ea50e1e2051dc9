import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Randomness } from '#services/ambient/clock.ts'
import { recoveryCodeCount } from './decideFactors.ts'

/** Crockford's base32: no letter that looks like a digit, none that makes words. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** 50 bits each: at a hundred tries in ten minutes, ten of them last for millions of years. */
const length = 10

const draw = (random: Pick<Randomness, 'bytes'>): string => {
  const letters = [...random.bytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${letters.slice(0, length / 2)}-${letters.slice(length / 2)}`
}

/** As people may have typed it: without the hyphen, in capitals, with O for 0. */
const normal = (code: string): string =>
  code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')

/** Keyed, so that whoever has the database alone cannot try codes. */
const hash = (key: KeyObject, of: { tenantId: string; userId: string }, code: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([of.tenantId, of.userId, normal(code)]))
    .digest()

/** New codes, and what is stored of them. */
export const makeRecoveryCodes = (
  key: KeyObject,
  of: { tenantId: string; userId: string },
  random: Pick<Randomness, 'bytes'>,
): { codes: string[]; stored: string } => {
  const codes = Array.from({ length: recoveryCodeCount }, () => draw(random))
  return { codes, stored: codes.map((code) => hash(key, of, code).toString('base64url')).join(' ') }
}

/** Which of the stored codes it is, from 0; null: none. Compares with every one, in constant time. */
export const placeOfCode = (
  key: KeyObject,
  of: { tenantId: string; userId: string },
  { stored, code }: { stored: string; code: string },
): number | null => {
  const shown = hash(key, of, code)
  const places = stored
    .split(' ')
    .flatMap((each, place) => (timingSafeEqual(Buffer.from(each, 'base64url'), shown) ? [place] : []))
  return places[0] ?? null
}
