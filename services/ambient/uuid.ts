import { createHash } from 'node:crypto'
import type { Clock } from './clock.ts'

/** The 16 bytes of a UUID. */
export const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** The UUID whose bytes begin at `start`. */
export const uuidAt = (bytes: Buffer, start: number): string => {
  const hex = bytes.toString('hex', start, start + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const stamp = (bytes: Buffer, version: number): string => {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return uuidAt(bytes, 0)
}

/** uuidv7 (RFC 9562 5.7): 48 bits of milliseconds, 74 random bits. */
export const uuidv7 = (clock: Clock, randomBytes: (length: number) => Buffer): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(clock.now(), 0, 6)
  randomBytes(10).copy(bytes, 6)
  return stamp(bytes, 7)
}

/** uuidv8 (RFC 9562 5.8) derived from its parts by SHA-256. Equal parts give the same id. */
export const derivedUuid = (...parts: (string | number)[]): string =>
  stamp(createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16), 8)
