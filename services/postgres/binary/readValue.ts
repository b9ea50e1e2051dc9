import { epochMs, uuidOffsets } from './layout.ts'

/** Values as they lie in PostgreSQL's binary formats: bytes, and where the value begins. */

export const readInt64 = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 4_294_967_296 + bytes.readUInt32BE(offset + 4)

/** ISO 8601 UTC text with milliseconds. */
export const readInstant = (bytes: Buffer, offset: number): string =>
  new Date(epochMs + readInt64(bytes, offset) / 1000).toISOString()

const dash = 45
/** The two hexadecimal digits of every byte value, as ASCII codes. */
const hexDigits = Array.from({ length: 256 }, (_, byte) => Buffer.from(byte.toString(16).padStart(2, '0')))
const uuidText = Buffer.alloc(36, dash)

export const readUuid = (bytes: Buffer, offset: number): string => {
  for (let index = 0; index < 16; index++) {
    const digits = hexDigits[bytes[offset + index]!]!
    const at = uuidOffsets[index]!
    uuidText[at] = digits[0]!
    uuidText[at + 1] = digits[1]!
  }
  return uuidText.toString('latin1')
}
