import type { Randomness } from '#services/ambient/clock.ts'

/** Crockford's base 32 in lower case: no letter looks like a digit when somebody reads it out. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Hours a one-time password is good for. */
export const oneTimeHours = 24

/** 80 random bits in four groups, e.g. `k7mf-2qhd-x9wr-4tpb`. */
export const oneTimePassword = (random: Randomness): string =>
  Array.from(random.bytes(16), (byte) => alphabet[byte % 32])
    .join('')
    .replaceAll(/(.{4})(?=.)/g, '$1-')
