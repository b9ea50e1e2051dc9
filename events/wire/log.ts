import { z } from 'zod'
import { actorKinds } from '../envelope.ts'
import { contextShape } from './context.ts'
import { instantShape } from './page.ts'

/** A line of the log. `number` counts the tenant's own events from 1; 0: the entry has left the log's list, and its number there. Hidden fields are left out of `data`. */
export const entryShape = z
  .object({
    id: z.string(),
    number: z.int(),
    position: z.string(),
    at: instantShape,
    type: z.string(),
    version: z.int(),
    success: z.boolean(),
    error: z.string().optional(),
    actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string().nullable() }),
    sessionId: z.string().optional(),
    userId: z.string().optional(),
    /** The person of `userId` as they are called now; absent: unknown, erased, or not for this reader. */
    user: z.object({ email: z.string(), name: z.string() }).optional(),
    /** Why it happened, where the event says so: a cause, who signed out, which lifetime lapsed, an anomaly's rule. */
    cause: z.string().optional(),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    context: contextShape.nullable(),
    data: z.record(z.string(), z.unknown()),
    /** One sentence a person can read, in English. */
    text: z.string(),
    /** The event's stream and its place there, so that the browser can fold. */
    stream: z.string(),
    revision: z.int(),
  })
  .meta({ id: 'LogEntry' })
