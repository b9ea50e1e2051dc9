import * as fc from 'fast-check'
import { z } from 'zod'

/** Readable ones, of which every schema of events takes some. */
const words = ['acme', 'web', 'a', 'DE', 'Köln', 'T-1', 'Ann "A" O’Neil', '203.0.113.7', 'ann@acme.test']
const texts = (schema: z.ZodString): fc.Arbitrary<string> =>
  fc.constantFrom(...words.filter((word) => schema.safeParse(word).success))

const scalar = (schema: z.ZodType): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodUUID) return fc.uuid({ version: 7 })
  if (schema instanceof z.ZodISODateTime)
    return fc.integer({ min: 0, max: 4_000_000_000_000 }).map((milliseconds) => new Date(milliseconds).toISOString())
  if (schema instanceof z.ZodString) return texts(schema)
  if (schema instanceof z.ZodNumber) {
    const [min, max] = [Math.max(schema.minValue ?? -1e6, -1e6), Math.min(schema.maxValue ?? 1e8, 1e8)]
    return fc.integer({ min: Math.ceil(min), max: Math.floor(max) }).filter((value) => schema.safeParse(value).success)
  }
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...(schema.options as string[]))
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  throw new Error(`nothing is known of ${schema.constructor.name}`)
}

/** Values that a schema of events takes. */
export const fromSchema = (schema: z.ZodType): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodNullable) return fc.option(fromSchema(schema.unwrap() as z.ZodType))
  if (schema instanceof z.ZodOptional) return fc.option(fromSchema(schema.unwrap() as z.ZodType), { nil: undefined })
  if (schema instanceof z.ZodObject)
    return fc.record(
      Object.fromEntries(Object.entries(schema.shape).map(([key, member]) => [key, fromSchema(member as z.ZodType)])),
    )
  if (schema instanceof z.ZodArray)
    return fc
      .array(fromSchema(schema.element as z.ZodType), { maxLength: 3 })
      .filter((values) => schema.safeParse(values).success)
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(
      fromSchema(schema.keyType as z.ZodType) as fc.Arbitrary<string>,
      fromSchema(schema.valueType as z.ZodType),
      { maxKeys: 3 },
    )
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((option) => fromSchema(option as z.ZodType)))
  return scalar(schema)
}
