import { byteWriter } from './byteWriter.ts'
import { type WireType, writeArray } from './wireTypes.ts'

/** One writer serves all calls: each writes its array without a pause, so calls cannot mix. */
const writer = byteWriter(65_536)

/**
 * An array with one value of each item, in binary form, which the driver sends unchanged. It costs both sides 20 to 40
 * % less than an array literal.
 * @throws TypeError, RangeError when a value is not of the type
 */
export const arrayOf = <Item, Value>(
  type: WireType<Value>,
  items: readonly Item[],
  valueOf: (item: Item) => Value | null,
): Buffer => {
  try {
    writeArray(writer, type, items, valueOf)
  } catch (error) {
    // Drop what was written of the array that failed.
    writer.take()
    throw error
  }
  return writer.take()
}

export const arrayParameter = <Value>(type: WireType<Value>, values: readonly (Value | null)[]): Buffer =>
  arrayOf(type, values, (value) => value)
