/** A buffer that grows, for PostgreSQL's binary formats (big endian). */
export interface ByteWriter {
  length(): number
  int8(value: number): void
  int16(value: number): void
  int32(value: number): void
  /** Any safe integer, as 64 bits. */
  int64(value: number): void
  float64(value: number): void
  bytes(value: Uint8Array): void
  utf8(value: string): void
  /** 36 characters of a UUID as 16 bytes. */
  uuid(value: string): void
  /** Leaves room for a 32-bit length; `end` fills in how much was written since. */
  begin(): number
  end(begun: number): void
  /** What was written, without a copy; the writer starts anew in fresh memory. */
  take(): Buffer
}

const nibbles = new Int8Array(128).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  nibbles[digit.toString(16).charCodeAt(0)] = digit
  nibbles[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}
/** Where the 16 bytes of a UUID stand in its text. */
const uuidOffsets = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

export const byteWriter = (initialBytes: number): ByteWriter => {
  let buffer = Buffer.allocUnsafe(initialBytes)
  let at = 0

  const ensure = (more: number): void => {
    if (at + more <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + more))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const int32 = (value: number): void => {
    ensure(4)
    at = buffer.writeInt32BE(value, at)
  }
  const uuid = (value: string): void => {
    ensure(16)
    for (const offset of uuidOffsets) {
      const high = nibbles[value.charCodeAt(offset)] ?? -1
      const low = nibbles[value.charCodeAt(offset + 1)] ?? -1
      if (high < 0 || low < 0) throw new TypeError('not a UUID')
      buffer[at++] = (high << 4) | low
    }
  }

  return {
    length: () => at,
    int8(value) {
      ensure(1)
      at = buffer.writeUInt8(value, at)
    },
    int16(value) {
      ensure(2)
      at = buffer.writeInt16BE(value, at)
    },
    int32,
    int64(value) {
      ensure(8)
      at = buffer.writeInt32BE(Math.floor(value / 4_294_967_296), at)
      at = buffer.writeUInt32BE(((value % 4_294_967_296) + 4_294_967_296) % 4_294_967_296, at)
    },
    float64(value) {
      ensure(8)
      at = buffer.writeDoubleBE(value, at)
    },
    bytes(value) {
      ensure(value.length)
      buffer.set(value, at)
      at += value.length
    },
    utf8(value) {
      ensure(value.length * 3)
      at += buffer.write(value, at, 'utf8')
    },
    uuid,
    begin() {
      int32(0)
      return at
    },
    end(begun) {
      buffer.writeInt32BE(at - begun, begun - 4)
    },
    take() {
      const written = buffer.subarray(0, at)
      buffer = Buffer.allocUnsafe(initialBytes)
      at = 0
      return written
    },
  }
}
