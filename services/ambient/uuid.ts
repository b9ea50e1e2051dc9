import { createHash } from 'node:crypto'
import type { Clock } from './clock.ts'

/** The 16 bytes of a UUID. */
export const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** Where the digits of each of a UUID's 16 bytes stand in its text. */
export const uuidOffsets = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const dash = 45
/** The two hexadecimal digits of every byte value, as ASCII codes. */
const hexDigits = Array.from({ length: 256 }, (_, byte) => Buffer.from(byte.toString(16).padStart(2, '0')))
const uuidText = Buffer.alloc(36, dash)

/** The UUID whose bytes begin at `start`: a text in one piece, because ids are looked up, and one of parts is joined for that first. */
export const uuidAt = (bytes: Buffer, start: number): string => {
  for (let index = 0; index < 16; index++) {
    const digits = hexDigits[bytes[start + index]!]!
    const at = uuidOffsets[index]!
    uuidText[at] = digits[0]!
    uuidText[at + 1] = digits[1]!
  }
  return uuidText.toString('latin1')
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
