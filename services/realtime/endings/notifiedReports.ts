import { z } from 'zod'
import type { EffectReport, EffectReports } from '#services/ports/effects.ts'
import type { Logger } from '#services/logging/logger.ts'
import { listen } from '#services/postgres/listen.ts'
import type { Pool } from '#services/postgres/pool.ts'

const channel = 'effect_reports'

const reportSchema = z.object({
  process: z.string(),
  applied: z.int(),
  sockets: z.array(z.object({ operationId: z.string(), sessionId: z.string(), open: z.int(), closed: z.int() })),
})

const parse = (payload: string): EffectReport | null => {
  try {
    return reportSchema.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/** Exchanges reports as notifications of the database that all processes share. A payload must stay below 8,000 bytes. */
export const notifiedReports = (writer: Pool, logger: Logger): EffectReports & { close: () => Promise<void> } => {
  const listeners = new Set<(report: EffectReport) => void>()
  const stop = listen(writer, channel, (payload) => {
    // `listen` calls with an empty payload after it reconnected. A payload that is no report comes from another release.
    const report = payload === '' ? null : parse(payload)
    if (report !== null) for (const listener of listeners) listener(report)
  })
  const send = async (report: EffectReport): Promise<void> => {
    try {
      await writer.query('select pg_notify($1, $2)', [channel, JSON.stringify(report)])
    } catch (error) {
      logger.warn('an effect could not be reported', { error })
    }
  }
  // Sent one after the other: a report says that all before it is done, so it must not overtake an earlier one.
  let sent = Promise.resolve()
  return {
    publish(report) {
      sent = sent.then(() => send(report))
    },
    listen(onReport) {
      listeners.add(onReport)
      return () => void listeners.delete(onReport)
    },
    async close() {
      await sent
      await stop()
    },
  }
}
