import { z } from 'zod'

/** Whether a set-up link is still good. */
export const setupLinkShape = z.object({ valid: z.boolean() })
export const setUpShape = z.object({ tenant: z.object({ id: z.string(), slug: z.string(), name: z.string() }) })
