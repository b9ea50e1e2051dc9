import { uuidOffsets } from '#services/ambient/uuid.ts'

/** Memory for writing PostgreSQL's binary formats (big endian) piece by piece; it grows when it is full. */
export interface ByteWriter {
  /** Bytes since the last `take`. */
  length(): number
  int8(value: number): void
  int16(value: number): void
  int32(value: number): void
  /** Any safe integer, as 64 bits. */
  int64(value: number): void
  float64(value: number): void
  bytes(value: Uint8Array): void
  utf8(value: string): void
  /** Writes the 36 characters of a UUID as 16 bytes. */
  uuid(value: string): void
  /** Leaves room for a 32-bit length; `end` fills in the number of bytes written since. */
  begin(): number
  end(begun: number): void
  /** Answers what was written since the last `take`, without a copy. */
  take(): Buffer
}

const nibbles = new Int8Array(128).fill(-1)
for (let digit = 0; digit < 16; digit++) {
  nibbles[digit.toString(16).charCodeAt(0)] = digit
  nibbles[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

/** Memory is allocated in slabs of at least `slabBytes`; a slab is freed only when nothing taken from it is in use. */
export const byteWriter = (slabBytes: number): ByteWriter => {
  let slab = Buffer.allocUnsafeSlow(slabBytes)
  let start = 0
  let at = 0

  const ensure = (more: number): void => {
    if (at + more <= slab.length) return
    const written = at - start
    const next = Buffer.allocUnsafeSlow(Math.max(slabBytes, (written + more) * 2))
    slab.copy(next, 0, start, at)
    slab = next
    start = 0
    at = written
  }
  const int32 = (value: number): void => {
    ensure(4)
    at = slab.writeInt32BE(value, at)
  }
  const uuid = (value: string): void => {
    if (value.length !== 36) throw new TypeError('not a UUID')
    ensure(16)
    for (const offset of uuidOffsets) {
      const high = nibbles[value.charCodeAt(offset)] ?? -1
      const low = nibbles[value.charCodeAt(offset + 1)] ?? -1
      if (high < 0 || low < 0) throw new TypeError('not a UUID')
      slab[at++] = (high << 4) | low
    }
  }

  return {
    length: () => at - start,
    int8(value) {
      ensure(1)
      at = slab.writeUInt8(value, at)
    },
    int16(value) {
      ensure(2)
      at = slab.writeInt16BE(value, at)
    },
    int32,
    int64(value) {
      ensure(8)
      at = slab.writeInt32BE(Math.floor(value / 4_294_967_296), at)
      at = slab.writeUInt32BE(((value % 4_294_967_296) + 4_294_967_296) % 4_294_967_296, at)
    },
    float64(value) {
      ensure(8)
      at = slab.writeDoubleBE(value, at)
    },
    bytes(value) {
      ensure(value.length)
      slab.set(value, at)
      at += value.length
    },
    utf8(value) {
      ensure(value.length * 3)
      at += slab.write(value, at, 'utf8')
    },
    uuid,
    begin() {
      int32(0)
      return at - start
    },
    end(begun) {
      slab.writeInt32BE(at - start - begun, start + begun - 4)
    },
    take() {
      const written = slab.subarray(start, at)
      start = at
      return written
    },
  }
}
