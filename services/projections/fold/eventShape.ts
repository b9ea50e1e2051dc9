import { z } from 'zod'
import { catalogue } from '#events/catalogue.ts'
import { actorSchema, contextSchema } from '#events/envelope.ts'
import { fieldMarks } from '#events/personal.ts'
import { isOpaque } from '#events/upcast.ts'

/**
 * Whether an event has the shape its type promises. Everything was validated when it was written; this
 * is for what damage, or a hand in the database, made of it since: such an event must stop nobody but itself. Written out
 * from the schemas as plain tests because it runs for every event of a rebuild, where parsing would cost ten times as much.
 */
type Test = (value: unknown) => boolean

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isText: Test = (value) => typeof value === 'string'
const isUuid: Test = (value) => typeof value === 'string' && value.length === 36 && uuidPattern.test(value)
/** Of the years 1 to 9999, to the millisecond: what every column that holds an instant can take. */
const isInstant: Test = (value) =>
  typeof value === 'string' && value.length === 24 && value >= '0001' && !Number.isNaN(Date.parse(value))
/** Views hold whole numbers in 32 bits. */
const isInteger: Test = (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
const anything: Test = () => true
const isObject: Test = (value) => typeof value === 'object' && value !== null

/** With `clear`, personal fields may be absent: they are sealed. */
type Sees = 'clear' | 'whole'

const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test)

const objectOf = (schema: z.ZodObject, sees: Sees): Test => {
  const members = Object.entries(schema.shape).map(([key, member]) => [key, testOf(member as z.ZodType, sees)] as const)
  return (value) => {
    if (!isObject(value)) return false
    for (const [key, test] of members) if (!test((value as Record<string, unknown>)[key])) return false
    return true
  }
}

const plainTestOf = (schema: z.ZodType, sees: Sees): Test => {
  if (schema instanceof z.ZodObject) return objectOf(schema, sees)
  if (schema instanceof z.ZodArray) return listOf(testOf(schema.element as z.ZodType, sees))
  if (schema instanceof z.ZodUUID) return isUuid
  if (schema instanceof z.ZodISODateTime) return isInstant
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return isText
  if (schema instanceof z.ZodNumberFormat) return isInteger
  if (schema instanceof z.ZodNumber) return Number.isFinite
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean'
  return anything
}

const testOf = (schema: z.ZodType, sees: Sees): Test => {
  if (sees === 'clear' && fieldMarks.get(schema)?.personal === true) return anything
  if (schema instanceof z.ZodOptional) {
    const test = testOf(schema.unwrap() as z.ZodType, sees)
    return (value) => value === undefined || test(value)
  }
  if (schema instanceof z.ZodNullable) {
    const test = testOf(schema.unwrap() as z.ZodType, sees)
    return (value) => value === null || test(value)
  }
  return plainTestOf(schema, sees)
}

interface Envelope {
  type: string
  version: number
  data: unknown
  actor: unknown
  context: unknown
  correlationId: unknown
}

const isActor = testOf(actorSchema, 'whole')

/** Data of types and versions this release does not know must only be an object. */
const shapeTest = (sees: Sees) => {
  const isContext = testOf(contextSchema, sees)
  const dataTests = new Map([...catalogue.values()].map(({ type, data }) => [type, testOf(data, sees)]))
  return (event: Envelope): boolean => {
    const isData = isOpaque(event) ? isObject : (dataTests.get(event.type) ?? isObject)
    if (!isActor(event.actor) || !isText(event.correlationId)) return false
    return (event.context === null || isContext(event.context)) && isData(event.data)
  }
}

/** Whether what is not sealed has the shape its type promises. */
export const hasClearShape = shapeTest('clear')
/** The same of an opened event, personal fields and all. */
export const hasWholeShape = shapeTest('whole')
