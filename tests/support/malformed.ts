import fc from 'fast-check'
import { z } from 'zod'

/** A JSON Schema as zod prints it; only what the sampler needs. */
interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  minimum?: number
  default?: unknown
}

const sampleStrings: Readonly<Record<string, string>> = {
  uuid: '0192f0c1-7b5e-7c3a-9d2e-3f4a5b6c7d8e',
  email: 'somebody@acme.test',
  'date-time': '2026-11-21T05:55:12.000Z',
}

/** A value of about the right shape. */
export const sample = (schema: JsonSchema): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const choice = (schema.anyOf ?? schema.oneOf)?.[0]
  if (choice !== undefined) return sample(choice)
  switch ([schema.type].flat()[0] ?? 'null') {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, field]) => [key, sample(field)]))
    case 'array':
      return schema.items === undefined ? [] : [sample(schema.items)]
    case 'string':
      return sampleStrings[schema.format ?? ''] ?? 'text'
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    default:
      return null
  }
}

/** Values that fit hardly any field. */
const wrongValues: unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  ' ',
  true,
  [],
  {},
  [[]],
  { a: { b: {} } },
  '\u0000',
  '💥'.repeat(400),
  'x'.repeat(5000),
  "' or 1=1 --",
  '../../etc/passwd',
  '<script>',
  '%00',
  '2026-13-45',
  'NaN',
  '__proto__',
  { $ne: null },
  9_007_199_254_740_992,
]

type Step = string | number
const pathsOf = (value: unknown, at: Step[] = []): Step[][] => {
  if (typeof value !== 'object' || value === null) return [at]
  return [
    at,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

const replaced = (value: unknown, [step, ...rest]: Step[], by: unknown): unknown => {
  if (step === undefined) return by
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item))
  const object = value as Record<string, unknown>
  return { ...object, [step]: replaced(object[step], rest, by) }
}

const without = (value: unknown, path: Step[]): unknown => replaced(value, path, undefined)

const valueAt = (value: unknown, path: Step[]): unknown =>
  path.reduce((inner, step) => (inner as Record<Step, unknown> | undefined)?.[step], value)

const isTime = (value: unknown): boolean => value === sampleStrings['date-time']

/** Takes a blank for every text, and a time that no store can hold for every time; answers what comes through the schema. */
export const comesThrough = (schema: z.ZodType): { path: string; value: unknown }[] => {
  const base = sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
  const whole = [base, ...pathsOf(base).map((path) => without(base, path))].filter(
    (one) => schema.safeParse(one).success,
  )
  return whole.flatMap((one) =>
    pathsOf(one).flatMap((path) => {
      const before = valueAt(one, path)
      if (typeof before !== 'string') return []
      const odd = replaced(one, path, isTime(before) ? '9999-12-31T23:59:59-14:00' : ' ')
      const { success, data } = schema.safeParse(odd)
      return success ? [{ path: path.join('.'), value: valueAt(data, path) }] : []
    }),
  )
}

/** Inputs that a schema refuses, made from what it accepts: one field wrong, missing, or one too many. */
export const malformedBy = (schema: z.ZodType): fc.Arbitrary<unknown> => {
  const base = sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
  const paths = pathsOf(base)
  const wrong = fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(...wrongValues))
    .map(([path, by]) => replaced(base, path, by))
  const missing = fc.constantFrom(...paths).map((path) => without(base, path))
  const extra = fc
    .tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.jsonValue())
    .map(([key, by]) => (typeof base === 'object' && base !== null ? { ...base, [`x${key}`]: by } : by))
  return fc.oneof(wrong, missing, extra, fc.jsonValue()).filter((value) => !schema.safeParse(value ?? {}).success)
}
