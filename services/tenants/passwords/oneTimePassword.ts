import type { Randomness } from '#services/ambient/clock.ts'

/** Crockford's base 32 in lower case. It leaves out letters that a reader could take for a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Hours that a one-time password is valid. */
export const oneTimeHours = 24

/** 80 random bits in four groups, e.g. `k7mf-2qhd-x9wr-4tpb`. */
export const oneTimePassword = (random: Randomness): string =>
  Array.from(random.bytes(16), (byte) => alphabet[byte % 32])
    .join('')
    .replaceAll(/(.{4})(?=.)/g, '$1-')
