import type { z } from 'zod'
import { CodedError } from '#services/ports/errors.ts'

/** Parses the value by the schema. @throws CodedError invalid-request, which lists each mistake with its path */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, code, message }) => ({
    path: ['body', ...path].join('.'),
    code: code ?? 'invalid',
    message,
  }))
  throw new CodedError('invalid-request', { detail: errors[0]?.message ?? 'Wrong input.', errors })
}
