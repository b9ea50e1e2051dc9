import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** When the event at a position was written (ISO 8601). */
export const logTimeAt = async (log: Pick<LogRuns, 'readAt'>, position: Position): Promise<string> => {
  const [event] = await log.readAt(position === 0 ? [] : [position])
  return event?.at ?? new Date(0).toISOString()
}

/** The store's clock (ISO 8601). */
export const storeTime = async (database: Queryable): Promise<string> => {
  const { rows } = await database.query<{ now: string }>('select now() as now')
  return rows[0]!.now
}
