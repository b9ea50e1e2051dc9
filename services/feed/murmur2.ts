const multiplier = 0x5bd1e995
const seed = 0x9747b28c

/**
 * MurmurHash2, 32 bits (Appleby). Kafka's clients choose a message's partition by it
 * (org.apache.kafka.common.utils.Utils).
 */
export const murmur2 = (bytes: Buffer): number => {
  const length = bytes.length
  let hash = seed ^ length
  const whole = length - (length % 4)
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), multiplier)
    word = Math.imul(word ^ (word >>> 24), multiplier)
    hash = Math.imul(hash, multiplier) ^ word
  }
  for (let at = length - 1; at >= whole; at -= 1) hash ^= bytes[at]! << (8 * (at - whole))
  if (length > whole) hash = Math.imul(hash, multiplier)
  hash = Math.imul(hash ^ (hash >>> 13), multiplier)
  return hash ^ (hash >>> 15)
}
