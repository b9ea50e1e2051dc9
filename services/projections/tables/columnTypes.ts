import type { AddressBlock } from '#events/addresses.ts'
import type { ByteWriter } from '#services/postgres/binary/byteWriter.ts'
import * as wire from '#services/postgres/binary/wireTypes.ts'
import type { WireType } from '#services/postgres/binary/wireTypes.ts'

/** A column's type. `Value` includes null where the column takes it. */
export interface ColumnType<Value> extends WireType<NonNullable<Value>> {
  /** How the value travels in an array of parameters. Arrays of arrays do not exist, so arrays go as text and are cast. */
  parameter: WireType<NonNullable<Value>>
  nullable: boolean
}

const plain = <Value>(type: WireType<NonNullable<Value>>): ColumnType<Value> => ({
  ...type,
  parameter: type,
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

/** ISO 8601 UTC text. */
export const instant = plain<string>(wire.timestamptz)
export const uuid = plain<string>(wire.uuid)
export const text = plain<string>({ ...wire.text, write: writeText })
export const integer = plain<number>(wire.int4)
export const bigint = plain<number>(wire.int8)
export const float = plain<number>(wire.float8)
export const boolean = plain<boolean>(wire.boolean)
export const address = plain<AddressBlock>(wire.inet)
/** Any JSON value of type `Value`, kept as written. */
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
