import { byteWriter } from './byteWriter.ts'
import { type WireType, writeArray } from './wireTypes.ts'

/** One for all: an array is written in one go, so nobody else comes between. */
const writer = byteWriter(65_536)

/**
 * One value of each item, as an array in binary form, which the driver sends as it is: 20 to 40 % less work on both sides than
 * array literals.
 * @throws TypeError, RangeError on a value that is none of its type
 */
export const arrayOf = <Item, Value>(
  type: WireType<Value>,
  items: readonly Item[],
  valueOf: (item: Item) => Value | null,
): Buffer => {
  try {
    writeArray(writer, type, items, valueOf)
  } catch (error) {
    // What stands there already is part of nothing.
    writer.take()
    throw error
  }
  return writer.take()
}

export const arrayParameter = <Value>(type: WireType<Value>, values: readonly (Value | null)[]): Buffer =>
  arrayOf(type, values, (value) => value)
