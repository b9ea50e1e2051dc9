import type { AddressBlock } from '#events/addresses.ts'
import type { ByteWriter } from './byteWriter.ts'

/** How a type is named, numbered and written in PostgreSQL's binary format. */
export interface WireType<Value> {
  sql: string
  oid: number
  write: (writer: ByteWriter, value: Value) => void
}

/** A column's type. `Value` includes null where the column takes it. */
export interface ColumnType<Value> extends WireType<NonNullable<Value>> {
  /** How the value travels in an array of parameters. Arrays of arrays do not exist, so arrays go as text and are cast. */
  parameter: WireType<NonNullable<Value>>
  nullable: boolean
}

const plain = <Value>(wire: WireType<NonNullable<Value>>): ColumnType<Value> => ({
  ...wire,
  parameter: wire,
  nullable: false,
})

/** The same type where null is a value too. */
export const nullable = <Value>(type: ColumnType<Value>): ColumnType<Value | null> => ({
  ...(type as ColumnType<Value | null>),
  nullable: true,
})

/** PostgreSQL's text holds no NUL; a device may well be named with one. */
export const storable = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text)
const writeText = (writer: ByteWriter, value: string): void => writer.utf8(storable(value))
const escapedOddity = /\\u(?:0000|d[89a-f])/
const storableJson = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? storable(value.toWellFormed()) : value
/** What a text column could not hold is not kept in JSON either, so that both say the same. */
const writeJson = (writer: ByteWriter, value: unknown): void => {
  const written = JSON.stringify(value)
  writer.utf8(escapedOddity.test(written) ? JSON.stringify(value, storableJson) : written)
}

const epochOfPostgres = Date.UTC(2000, 0, 1)
const writeInstant = (writer: ByteWriter, value: string): void =>
  writer.int64((Date.parse(value) - epochOfPostgres) * 1000)

const writeAddress = (writer: ByteWriter, { bytes, bits }: AddressBlock): void => {
  writer.int8(bytes.length === 4 ? 2 : 3)
  writer.int8(bits)
  writer.int8(0)
  writer.int8(bytes.length)
  for (const byte of bytes) writer.int8(byte)
}

/** ISO 8601 UTC text. */
export const instant = plain<string>({ sql: 'timestamptz', oid: 1184, write: writeInstant })
export const uuid = plain<string>({ sql: 'uuid', oid: 2950, write: (writer, value) => writer.uuid(value) })
export const text = plain<string>({ sql: 'text', oid: 25, write: writeText })
export const integer = plain<number>({ sql: 'integer', oid: 23, write: (writer, value) => writer.int32(value) })
export const bigint = plain<number>({ sql: 'bigint', oid: 20, write: (writer, value) => writer.int64(value) })
export const float = plain<number>({ sql: 'float8', oid: 701, write: (writer, value) => writer.float64(value) })
export const boolean = plain<boolean>({ sql: 'boolean', oid: 16, write: (writer, value) => writer.int8(value ? 1 : 0) })
export const address = plain<AddressBlock>({ sql: 'inet', oid: 869, write: writeAddress })
/** Any JSON value of type `Value`, kept as written. */
export const json = <Value>(): ColumnType<Value> => plain<Value>({ sql: 'json', oid: 114, write: writeJson })

/** A value after its length, as in COPY and in arrays; length -1 is null. */
export const writeSized = <Value>(writer: ByteWriter, { write }: WireType<Value>, value: Value | null): void => {
  if (value === null) return writer.int32(-1)
  const begun = writer.begin()
  write(writer, value)
  writer.end(begun)
}

/** One dimension, lower bound 1, no nulls. */
export const writeArray = <Value>(writer: ByteWriter, element: WireType<Value>, values: readonly Value[]): void => {
  writer.int32(values.length === 0 ? 0 : 1)
  writer.int32(0)
  writer.int32(element.oid)
  if (values.length === 0) return
  writer.int32(values.length)
  writer.int32(1)
  for (const value of values) writeSized(writer, element, value)
}

const literalOf = (values: readonly string[]): string =>
  `{${values.map((value) => `"${storable(value).replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`).join(',')}}`

const arrayOf = (element: WireType<string>, sql: string, oid: number): ColumnType<readonly string[]> => ({
  sql,
  oid,
  nullable: false,
  write: (writer, values) => writeArray(writer, element, values),
  parameter: { sql: 'text', oid: text.oid, write: (writer, values) => writer.utf8(literalOf(values)) },
})
export const uuids = arrayOf(uuid, 'uuid[]', 2951)
export const texts = arrayOf(text, 'text[]', 1009)
