import { z } from 'zod'
import { operationShape } from './operations.ts'
import { sessionShape } from './sessions.ts'
import { transports } from '../session/events.ts'

const lifetimes = z.object({ accessSeconds: z.int(), idleSeconds: z.int(), absoluteSeconds: z.int() })

/** An application of a tenant. */
export const applicationShape = z
  .object({
    /** What a sign-in names as `client`. */
    id: z.string(),
    name: z.string(),
    /** `aud` of its access tokens. */
    audience: z.string(),
    origins: z.array(z.string()),
    transport: z.enum(transports),
    /** Its own. What is absent is the policy's. */
    lifetimes: lifetimes.partial(),
    /** In force for new sessions: its own where they are shorter than the policy's. */
    /** `absoluteSeconds` null: until signed out. */
    inForce: lifetimes.extend({ absoluteSeconds: z.int().nullable() }),
    /** Rollcall's own pages: they can be neither removed nor changed but for name and lifetimes. */
    isDashboard: z.boolean(),
  })
  .meta({ id: 'Application' })
export const oneApplicationShape = z.object({ application: applicationShape })

/** What a removal would end now. */
export const applicationRemovalShape = z.object({
  sessions: z.int(),
  /** Rows of the first few. */
  sample: z.array(sessionShape),
  position: z.string(),
})
export const removedApplicationShape = z.object({ operation: operationShape, ended: z.int(), position: z.string() })
