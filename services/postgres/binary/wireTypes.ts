import type { AddressBlock } from '#events/addresses.ts'
import type { ByteWriter } from './byteWriter.ts'
import { epochMs } from './layout.ts'

/** A type of PostgreSQL: its name, its number, and how a value is written in binary form. */
export interface WireType<Value> {
  sql: string
  oid: number
  write: (writer: ByteWriter, value: Value) => void
}

const writeInstant = (writer: ByteWriter, value: string): void => {
  const milliseconds = Date.parse(value) - epochMs
  if (Number.isNaN(milliseconds)) throw new TypeError('not an instant')
  writer.int64(milliseconds * 1000)
}

const writeAddress = (writer: ByteWriter, { bytes, bits }: AddressBlock): void => {
  writer.int8(bytes.length === 4 ? 2 : 3)
  writer.int8(bits)
  writer.int8(0)
  writer.int8(bytes.length)
  for (const byte of bytes) writer.int8(byte)
}

const writeUtf8 = (writer: ByteWriter, value: string): void => writer.utf8(value)

export const int2: WireType<number> = { sql: 'smallint', oid: 21, write: (writer, value) => writer.int16(value) }
export const int4: WireType<number> = { sql: 'integer', oid: 23, write: (writer, value) => writer.int32(value) }
export const int8: WireType<number> = { sql: 'bigint', oid: 20, write: (writer, value) => writer.int64(value) }
export const float8: WireType<number> = { sql: 'float8', oid: 701, write: (writer, value) => writer.float64(value) }
export const boolean: WireType<boolean> = {
  sql: 'boolean',
  oid: 16,
  write: (writer, value) => writer.int8(value ? 1 : 0),
}
export const uuid: WireType<string> = { sql: 'uuid', oid: 2950, write: (writer, value) => writer.uuid(value) }
export const text: WireType<string> = { sql: 'text', oid: 25, write: writeUtf8 }
/** Values are JSON texts. */
export const json: WireType<string> = { sql: 'json', oid: 114, write: writeUtf8 }
export const bytea: WireType<Uint8Array> = { sql: 'bytea', oid: 17, write: (writer, value) => writer.bytes(value) }
/** Values are ISO 8601 texts. */
export const timestamptz: WireType<string> = { sql: 'timestamptz', oid: 1184, write: writeInstant }
export const inet: WireType<AddressBlock> = { sql: 'inet', oid: 869, write: writeAddress }

/** Writes a value behind its length, as in COPY and in arrays; length -1 is null. */
export const writeSized = <Value>(writer: ByteWriter, { write }: WireType<Value>, value: Value | null): void => {
  if (value === null) return writer.int32(-1)
  const begun = writer.begin()
  write(writer, value)
  writer.end(begun)
}

/**
 * Writes an array in the form that array_recv reads: dimensions, null flag, element type, length, lower bound, then
 * each element.
 */
export const writeArray = <Item, Value>(
  writer: ByteWriter,
  element: WireType<Value>,
  items: readonly Item[],
  valueOf: (item: Item) => Value | null,
): void => {
  writer.int32(items.length === 0 ? 0 : 1)
  // The flag says that there may be nulls; the server checks for itself.
  writer.int32(1)
  writer.int32(element.oid)
  if (items.length === 0) return
  writer.int32(items.length)
  writer.int32(1)
  for (const item of items) writeSized(writer, element, valueOf(item))
}
