import { byteWriter, type ByteWriter } from './byteWriter.ts'
import { type WireType, writeSized } from './columnTypes.ts'
import { Unencodable } from './refusedValue.ts'
import type { AnyColumnType, Column } from './viewTable.ts'

const arrayOf = <Item>(type: AnyColumnType, items: readonly Item[], valueOf: (item: Item) => unknown): Buffer => {
  const wire = type.parameter as unknown as WireType<unknown>
  const writer: ByteWriter = byteWriter(32 + items.length * 24)
  writer.int32(items.length === 0 ? 0 : 1)
  // Whether there may be nulls.
  writer.int32(type.nullable ? 1 : 0)
  writer.int32(wire.oid)
  if (items.length === 0) return writer.take()
  writer.int32(items.length)
  writer.int32(1)
  for (const item of items) writeSized(writer, wire, valueOf(item))
  return writer.take()
}

/** A binary array parameter (array_recv); the driver sends a Buffer as it is. */
export const arrayParameter = (type: AnyColumnType, values: readonly unknown[]): Buffer =>
  arrayOf(type, values, (value) => value)

/** One column of many rows as such a parameter. @throws Unencodable when a row holds what the column cannot. */
export const columnParameter = <Row>({ type, value }: Column<Row>, rows: readonly Row[]): Buffer => {
  try {
    return arrayOf(type, rows, value)
  } catch (error) {
    throw new Unencodable(error)
  }
}
