import { z } from 'zod'

/**
 * Two marks a schema can put on a field.
 * personal: sealed in the stored form with the key of the person the event is about (of the tenant where nobody is known).
 * hidden: never leaves the server, in no view, export or answer; not a secret by itself.
 */
export const fieldMarks = z.registry<{ personal?: true; hidden?: true }>()

/** Marks a field as personal. Sealing replaces the whole value, so the mark belongs on the widest personal part. */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema => {
  fieldMarks.add(schema, { personal: true })
  return schema
}

/** Marks a field as hidden from every reader outside the server. */
export const hidden = <Schema extends z.ZodType>(schema: Schema): Schema => {
  fieldMarks.add(schema, { hidden: true })
  return schema
}

/** Dotted paths, relative to `schema`, of the fields that carry `mark`. Objects are walked, arrays and unions are not. */
export const markedPaths = (schema: z.ZodType, mark: 'personal' | 'hidden', prefix = ''): string[] => {
  if (fieldMarks.get(schema)?.[mark] === true) return [prefix]
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return markedPaths(schema.unwrap() as z.ZodType, mark, prefix)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    markedPaths(field as z.ZodType, mark, prefix === '' ? key : `${prefix}.${key}`),
  )
}
