import { byteWriter } from './byteWriter.ts'
import { Unencodable } from './refusedValue.ts'
import type { AnyColumnType } from './viewTable.ts'

/**
 * One column of many rows as a binary array parameter (array_recv); the driver sends a Buffer as it is.
 * @throws Unencodable
 */
export const arrayParameter = (type: AnyColumnType, values: readonly unknown[]): Buffer => {
  const { oid, write } = type.parameter
  const writer = byteWriter(32 + values.length * 24)
  writer.int32(values.length === 0 ? 0 : 1)
  writer.int32(values.some((value) => value === null) ? 1 : 0)
  writer.int32(oid)
  if (values.length === 0) return writer.take()
  writer.int32(values.length)
  writer.int32(1)
  try {
    for (const value of values) {
      if (value === null) writer.int32(-1)
      else writer.sized(() => write(writer, value as never))
    }
  } catch (error) {
    throw new Unencodable(error)
  }
  return writer.take()
}
