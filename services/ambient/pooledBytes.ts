import type { Randomness } from './clock.ts'

const poolBytes = 8_192

/** Draws randomness in blocks, because each draw is a system call: one block serves hundreds of ids. */
export const pooledBytes = (bytes: Randomness['bytes']): Randomness['bytes'] => {
  let pool: Buffer = Buffer.alloc(0)
  let used = 0
  return (length) => {
    if (length > poolBytes / 32) return bytes(length)
    if (used + length > pool.length) {
      pool = bytes(poolBytes)
      used = 0
    }
    used += length
    return Buffer.from(pool.subarray(used - length, used))
  }
}
