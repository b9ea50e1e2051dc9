import { isDeepStrictEqual } from 'node:util'

/** True if both are equal by value, in any order of members. For deciders, which may import no library. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)
