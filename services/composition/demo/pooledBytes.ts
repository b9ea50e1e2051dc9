import type { Randomness } from '#services/ambient/clock.ts'

const poolBytes = 65_536

/** Draws randomness in blocks, because each draw is a system call and a history needs a hundred thousand. */
export const pooledBytes = (bytes: Randomness['bytes']): Randomness['bytes'] => {
  let pool: Buffer = Buffer.alloc(0)
  let used = 0
  return (length) => {
    if (length > poolBytes) return bytes(length)
    if (used + length > pool.length) {
      pool = bytes(poolBytes)
      used = 0
    }
    used += length
    return pool.subarray(used - length, used)
  }
}
