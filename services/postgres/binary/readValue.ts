import { epochMs } from './layout.ts'

/** Values as they lie in PostgreSQL's binary formats: bytes, and where the value begins. */

export const readInt64 = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 4_294_967_296 + bytes.readUInt32BE(offset + 4)

/** ISO 8601 UTC text with milliseconds. */
export const readInstant = (bytes: Buffer, offset: number): string =>
  new Date(epochMs + readInt64(bytes, offset) / 1000).toISOString()
