import { z } from 'zod'
import { instantShape } from './page.ts'

export const systemShape = z.object({
  version: z.string(),
  roles: z.array(z.string()),
  /** By how much the log's newest event is later than now. Above 0 only after a process whose clock was fast. */
  logAheadSeconds: z.number(),
  /** When `rollcall backup` last ended here; null: never. */
  lastBackupAt: instantShape.nullable(),
  views: z.array(
    z.object({
      name: z.string(),
      position: z.string(),
      lag: z.object({ events: z.int(), seconds: z.number() }),
      state: z.enum(['live', 'behind', 'rebuilding']),
    }),
  ),
  /** Events that a view could not take, without any tenant's data. */
  parked: z.array(
    z.object({
      view: z.string(),
      type: z.string(),
      reason: z.string(),
      events: z.int(),
      tenants: z.int(),
      keyMissing: z.boolean(),
      since: instantShape,
    }),
  ),
})
