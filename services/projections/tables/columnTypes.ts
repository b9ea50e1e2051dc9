import type { AddressBlock } from '#events/addresses.ts'
import type { ByteWriter } from '#services/postgres/binary/byteWriter.ts'
import * as wire from '#services/postgres/binary/wireTypes.ts'
import type { WireType } from '#services/postgres/binary/wireTypes.ts'

/** The type of a column. `Value` includes null when the column may hold it. */
export interface ColumnType<Value> extends WireType<NonNullable<Value>> {
  /**
   * The type in which the value travels in an array of parameters. Arrays of arrays do not exist, so arrays travel as
   * text and are cast.
   */
  parameter: WireType<NonNullable<Value>>
  nullable: boolean
}

const plain = <Value>(type: WireType<NonNullable<Value>>): ColumnType<Value> => ({
  ...type,
  parameter: type,
  nullable: false,
})

/** The same type, with null as a value too. */
export const nullable = <Value>(type: ColumnType<Value>): ColumnType<Value | null> => ({
  ...(type as ColumnType<Value | null>),
  nullable: true,
})

/** PostgreSQL's text cannot hold NUL, but a device's name may contain one. */
export const storable = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text)
const writeText = (writer: ByteWriter, value: string): void => writer.utf8(storable(value))
const escapedOddity = /\\u(?:0000|d[89a-f])/
const storableJson = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? storable(value.toWellFormed()) : value
/** What a text column cannot hold is removed from JSON too, so that both hold the same text. */
const writeJson = (writer: ByteWriter, value: unknown): void => {
  const written = JSON.stringify(value)
  writer.utf8(escapedOddity.test(written) ? JSON.stringify(value, storableJson) : written)
}

/** ISO 8601 UTC text. */
export const instant = plain<string>(wire.timestamptz)
export const uuid = plain<string>(wire.uuid)
export const text = plain<string>({ ...wire.text, write: writeText })
export const integer = plain<number>(wire.int4)
export const bigint = plain<number>(wire.int8)
export const float = plain<number>(wire.float8)
export const boolean = plain<boolean>(wire.boolean)
export const address = plain<AddressBlock>(wire.inet)
/** Any JSON value of type `Value`, stored as it was written. */
export const json = <Value>(): ColumnType<Value> => plain<Value>({ ...wire.json, write: writeJson })

const literalOf = (values: readonly string[]): string =>
  `{${values.map((value) => `"${storable(value).replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`).join(',')}}`

const arrayOf = (element: WireType<string>, sql: string, oid: number): ColumnType<readonly string[]> => ({
  sql,
  oid,
  nullable: false,
  write: (writer, values) => wire.writeArray(writer, element, values, (value) => value),
  parameter: { sql: 'text', oid: text.oid, write: (writer, values) => writer.utf8(literalOf(values)) },
})
export const uuids = arrayOf(uuid, 'uuid[]', 2951)
export const texts = arrayOf(text, 'text[]', 1009)
