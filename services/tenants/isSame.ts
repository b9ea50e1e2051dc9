import { isDeepStrictEqual } from 'node:util'

/** Equal by value, whatever the order of members. For deciders, which import no library. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)
