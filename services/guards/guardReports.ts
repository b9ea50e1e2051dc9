import { z } from 'zod'
import type { Logger } from '#services/logging/logger.ts'
import { notices, type Notices } from '#services/postgres/notices.ts'
import type { Pool } from '#services/postgres/pool.ts'

/** What one process knows of a guard. */
const saidSchema = z.object({
  tenantId: z.string(),
  keyId: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  address: z.string().nullable(),
  /** Streams of it that this process serves. */
  streams: z.int(),
  /** Milliseconds since the epoch: since when, or when the last one ended. */
  since: z.int(),
  /** The position that it confirmed to this process; null: none. */
  confirmed: z.int().nullable(),
})
const schema = z.object({ process: z.string(), guards: z.array(saidSchema) })

export type SaidOfGuard = z.infer<typeof saidSchema>
export type GuardReport = z.infer<typeof schema>

/** Exchanges what processes know of guards. */
export const notifiedGuards = (writer: Pool, logger: Logger): Notices<GuardReport> =>
  notices({ writer, channel: 'guard_reports', schema, logger, failure: 'what guards confirmed could not be reported' })
