import { z } from 'zod'
import type { Logger } from '#services/logging/logger.ts'
import { notices } from '#services/postgres/notices.ts'
import type { Pool } from '#services/postgres/pool.ts'

const schema = z.object({
  process: z.string(),
  applied: z.int(),
  sockets: z.array(z.object({ operationId: z.string(), sessionId: z.string(), open: z.int(), closed: z.int() })),
})

/** Exchanges reports of closed sockets with the other processes. */
export const notifiedReports = (writer: Pool, logger: Logger) =>
  notices({ writer, channel: 'effect_reports', schema, logger, failure: 'an effect could not be reported' })
