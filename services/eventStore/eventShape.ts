import { z } from 'zod'
import { catalogue } from '#events/catalogue.ts'
import { actorSchema, contextSchema } from '#events/envelope.ts'
import { fieldMarks } from '#events/personal.ts'
import { isOpaque } from '#events/upcast.ts'

/** The event does not have the shape that its type promises: it was damaged or edited in the database. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/**
 * Tests whether an event has the shape that its type promises. Events were validated when they were written; the tests
 * find events that were damaged or edited in the database since, so that such an event stops nothing but itself. They
 * are plain functions built from the schemas because a rebuild runs them for every event, where parsing would cost ten
 * times as much.
 */
type Test = (value: unknown) => boolean

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isText: Test = (value) => typeof value === 'string'
const isUuid: Test = (value) => typeof value === 'string' && value.length === 36 && uuidPattern.test(value)
/** An instant of the years 1 to 9999, to the millisecond: every column for instants can hold it. */
const isInstant: Test = (value) =>
  typeof value === 'string' && value.length === 24 && value >= '0001' && !Number.isNaN(Date.parse(value))
/** Views hold integers of 32 bits. */
const isInteger: Test = (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
const anything: Test = () => true
const isObject: Test = (value) => typeof value === 'object' && value !== null

/** `clear`: personal fields may be absent, because they are sealed. */
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

/** Data of unknown types and versions must only be an object. */
const shapeTest = (sees: Sees) => {
  const isContext = testOf(contextSchema, sees)
  const dataTests = new Map([...catalogue.values()].map(({ type, data }) => [type, testOf(data, sees)]))
  return (event: Envelope): boolean => {
    const isData = isOpaque(event) ? isObject : (dataTests.get(event.type) ?? isObject)
    if (!isActor(event.actor) || !isText(event.correlationId)) return false
    return (event.context === null || isContext(event.context)) && isData(event.data)
  }
}

/** Tests the parts of an event that are not sealed. */
export const hasClearShape = shapeTest('clear')
/** Tests an opened event, with its personal fields. */
export const hasWholeShape = shapeTest('whole')
