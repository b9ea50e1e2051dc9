import { z } from 'zod'

/**
 * Two marks a schema can put on a field.
 * personal: sealed in the stored form with the key of the person the event is about (of the tenant where nobody is known).
 * `erased` is what is read instead once that person is forgotten.
 * hidden: never leaves the server, in no view, export or answer; not a secret by itself.
 */
export const fieldMarks = z.registry<{ personal?: true; erased?: unknown; hidden?: true }>()

/** What stands where a forgotten person's name or address stood. No address is like it. */
export const erased = 'erased'

const markPersonal = (schema: z.ZodType, instead: unknown): void => {
  fieldMarks.add(schema, { personal: true, erased: instead })
}

/** Marks a field as personal that is null once the person is forgotten. The mark belongs on the widest personal part. */
export const personal = <Schema extends z.ZodNullable>(schema: Schema): Schema => {
  markPersonal(schema, null)
  return schema
}

/** Marks a field as personal that is never null, and says what is read once the person is forgotten. */
export const personalOr = <Schema extends z.ZodType>(schema: Schema, instead: z.infer<Schema>): Schema => {
  markPersonal(schema, instead)
  return schema
}

/** Marks a field as hidden from every reader outside the server. */
export const hidden = <Schema extends z.ZodType>(schema: Schema): Schema => {
  fieldMarks.add(schema, { hidden: true })
  return schema
}

/** Fields that carry `mark`, by their dotted paths relative to `schema`. Objects are walked, arrays and unions are not. */
const markedFields = (schema: z.ZodType, mark: 'personal' | 'hidden', prefix = ''): [string, z.ZodType][] => {
  if (fieldMarks.get(schema)?.[mark] === true) return [[prefix, schema]]
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return markedFields(schema.unwrap() as z.ZodType, mark, prefix)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    markedFields(field as z.ZodType, mark, prefix === '' ? key : `${prefix}.${key}`),
  )
}

export const markedPaths = (schema: z.ZodType, mark: 'personal' | 'hidden'): string[] =>
  markedFields(schema, mark).map(([path]) => path)

/** What is read instead of each personal field once the person is forgotten, by its path. */
export const erasedValues = (schema: z.ZodType): [path: string, value: unknown][] =>
  markedFields(schema, 'personal').map(([path, field]) => [path, fieldMarks.get(field)?.erased])
