import type { Pool } from '#services/postgres/pool.ts'
import type { LogRuns, RunRequest } from '../logRuns.ts'
import { readEventsAt, readHead } from './readEvents.ts'
import { scanLog } from './scanLog.ts'
import type { ScannedEvent } from './scannedEvent.ts'

/** A connection for as long as the reading takes. */
async function* runs(pool: Pool, request: RunRequest): AsyncGenerator<ScannedEvent[]> {
  const connection = await pool.connect()
  let isWhole = false
  try {
    // In the order of the key it comes sorted; a planner that reads it all and sorts keeps everybody waiting for seconds.
    await connection.query('set enable_sort = off')
    yield* scanLog(connection, request)
    await connection.query('reset enable_sort')
    isWhole = true
  } finally {
    // Left early, the rest of the copy is still on its way.
    connection.release(!isWhole)
  }
}

/** The log's table by COPY. The pool stays open. */
export const postgresRuns = (pool: Pool): LogRuns => ({
  head: () => readHead(pool),
  readAt: (positions) => readEventsAt(pool, positions),
  runs: (request) => runs(pool, request),
  close: async () => undefined,
})
