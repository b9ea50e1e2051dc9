/** Reads what `copy ... to stdout (format binary)` sends: a header, then rows of length-prefixed fields, then a trailer. */

/** Decodes one field, which is not null, out of `bytes`. */
export type FieldDecoder<Value> = (bytes: Buffer, start: number, end: number) => Value

const twoTo32 = 2 ** 32
const readInt8 = (bytes: Buffer, start: number): number =>
  bytes.readInt32BE(start) * twoTo32 + bytes.readUInt32BE(start + 4)

const hexDigits = Buffer.from('0123456789abcdef')
/** Where each of a UUID's 16 bytes goes in its text of 36 characters. */
const uuidPlaces = Uint8Array.from([0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34])
const uuidText = Buffer.from('00000000-0000-0000-0000-000000000000')
const readUuid = (bytes: Buffer, start: number): string => {
  for (let index = 0; index < 16; index++) {
    const byte = bytes[start + index]!
    const place = uuidPlaces[index]!
    uuidText[place] = hexDigits[byte >> 4]!
    uuidText[place + 1] = hexDigits[byte & 15]!
  }
  return uuidText.toString('latin1')
}

/** PostgreSQL counts microseconds from the year 2000. */
const epochMs = Date.UTC(2000, 0, 1)
let lastSecond = Number.NaN
let lastText = ''
/** Neighbours in a log mostly share the second, and with it all of the text but its end. */
const readInstant = (bytes: Buffer, start: number): string => {
  const ms = Math.floor(readInt8(bytes, start) / 1000) + epochMs
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastText = new Date(second * 1000).toISOString().slice(0, -4)
  }
  const fraction = ms - second * 1000
  return `${lastText}${fraction < 10 ? '00' : fraction < 100 ? '0' : ''}${fraction}Z`
}

export const decode = {
  int2: (bytes: Buffer, start: number): number => bytes.readInt16BE(start),
  int4: (bytes: Buffer, start: number): number => bytes.readInt32BE(start),
  /** Below 2^53. */
  int8: readInt8,
  uuid: readUuid,
  text: (bytes: Buffer, start: number, end: number): string => bytes.toString('utf8', start, end),
  /** Text known to be ASCII, which is faster. */
  ascii: (bytes: Buffer, start: number, end: number): string => bytes.toString('latin1', start, end),
  /** A copy: a slice would keep the whole chunk in memory for as long as it is held. */
  bytea: (bytes: Buffer, start: number, end: number): Buffer => Buffer.from(bytes.subarray(start, end)),
  /** ISO 8601 UTC with milliseconds. */
  timestamptz: readInstant,
} satisfies Record<string, FieldDecoder<unknown>>

/** Where a row's fields stand in `bytes`; `ends` holds -1 for null. Overwritten by the next row. */
export interface CopiedRow {
  bytes: Buffer
  starts: Int32Array
  ends: Int32Array
}

/** Signature (11 bytes), flags and extension length (4 each); PostgreSQL sends no extension. */
const headerBytes = 19

/** Finds the fields of the row at `offset`. Answers where the next row begins, or -1 when the row is not whole yet. */
const findFields = (row: CopiedRow, offset: number): number => {
  const { bytes, starts, ends } = row
  let next = offset + 2
  for (let field = 0; field < starts.length; field++) {
    if (next + 4 > bytes.length) return -1
    const length = bytes.readInt32BE(next)
    starts[field] = next + 4
    ends[field] = length < 0 ? -1 : next + 4 + length
    next += 4 + Math.max(length, 0)
  }
  return next > bytes.length ? -1 : next
}

/** Yields the rows of a binary copy of `columns` columns, as many at a time as came whole. */
export async function* readCopiedRows<Row>(
  chunks: AsyncIterable<Buffer>,
  columns: number,
  decodeRow: (row: CopiedRow) => Row,
): AsyncGenerator<Row[], void, undefined> {
  const row: CopiedRow = { bytes: Buffer.alloc(0), starts: new Int32Array(columns), ends: new Int32Array(columns) }
  let offset = headerBytes
  for await (const chunk of chunks) {
    row.bytes = row.bytes.length === 0 ? chunk : Buffer.concat([row.bytes, chunk])
    const rows: Row[] = []
    // A field count of -1 is the trailer.
    while (offset + 2 <= row.bytes.length && row.bytes.readInt16BE(offset) >= 0) {
      const next = findFields(row, offset)
      if (next < 0) break
      rows.push(decodeRow(row))
      offset = next
    }
    const taken = Math.min(offset, row.bytes.length)
    row.bytes = row.bytes.subarray(taken)
    offset -= taken
    if (rows.length > 0) yield rows
  }
}
