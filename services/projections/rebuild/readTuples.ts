/** PGCOPY\n\377\r\n\0, flags, length of an extension that nobody uses. */
const headerBytes = 19
const lengthBytes = 4

/** One row of COPY's binary format: where each field lies in `bytes`; length -1 is null. */
export interface Tuple {
  bytes: Buffer
  offsets: Int32Array
  lengths: Int32Array
}

/**
 * Cuts what `copy ... to stdout (format binary)` sends into rows of `fields` fields. The tuple is the same object for every
 * row: take what is needed before the next one.
 */
export const tupleReader = (fields: number) => {
  const offsets = new Int32Array(fields)
  const lengths = new Int32Array(fields)
  let rest: Buffer = Buffer.alloc(0)
  let isPastHeader = false

  /** Where the row at `start` ends; -1 when it is cut off, -2 at the end of the copy. */
  const locate = (bytes: Buffer, start: number): number => {
    if (start + 2 > bytes.length) return -1
    if (bytes.readInt16BE(start) === -1) return -2
    let at = start + 2
    for (let field = 0; field < fields; field++) {
      if (at + lengthBytes > bytes.length) return -1
      const length = bytes.readInt32BE(at)
      at += lengthBytes
      offsets[field] = at
      lengths[field] = length
      if (length > 0) at += length
    }
    return at > bytes.length ? -1 : at
  }

  return function* read(chunk: Buffer): Generator<Tuple> {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    if (!isPastHeader) {
      if (bytes.length < headerBytes) {
        rest = bytes
        return
      }
      start = headerBytes
      isPastHeader = true
    }
    const tuple = { bytes, offsets, lengths }
    for (let end = locate(bytes, start); end > 0; end = locate(bytes, start)) {
      yield tuple
      start = end
    }
    rest = bytes.subarray(start)
  }
}
