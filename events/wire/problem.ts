import { z } from 'zod'

/** A problem report (RFC 9457). `code` is stable; `id` finds the report in the server's log. */
export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    id: z.string(),
    /** One mistake each; `offset` counts UTF-16 units into a filter. */
    errors: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string(), offset: z.int().optional() }))
      .optional(),
  })
  .meta({ id: 'Problem' })
