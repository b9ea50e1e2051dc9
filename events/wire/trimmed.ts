import { z } from 'zod'

/** Without blanks at both ends, and then as long as the schema says. */
export const trimmed = ({ minLength, maxLength }: z.ZodString): z.ZodString =>
  z
    .string()
    .trim()
    .min(minLength ?? 0)
    .max(maxLength ?? Number.MAX_SAFE_INTEGER)
