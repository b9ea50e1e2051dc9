import type { Pool } from '#services/postgres/pool.ts'
import type { LogRuns, RunRequest } from '../logRuns.ts'
import { readEventsAt, readHead, readStreamEvents } from './readEvents.ts'
import { scanLog } from './scanLog.ts'
import type { ScannedEvent } from './scannedEvent.ts'

/** Holds one connection as long as the caller reads. */
async function* runs(pool: Pool, request: RunRequest): AsyncGenerator<ScannedEvent[]> {
  const connection = await pool.connect()
  let isWhole = false
  try {
    // An index scan gives the rows already in order; a planner that sorts instead would read everything first and delay
    // readers by seconds.
    await connection.query('set enable_sort = off')
    yield* scanLog(connection, request)
    await connection.query('reset enable_sort')
    isWhole = true
  } finally {
    // When the caller stops early, the rest of the copy is still arriving, so the connection is destroyed.
    connection.release(!isWhole)
  }
}

/** Reads the log's table with COPY. The pool stays open. */
export const postgresRuns = (pool: Pool): LogRuns => ({
  head: () => readHead(pool),
  readAt: (positions) => readEventsAt(pool, positions),
  readStream: (stream, from = 0, most) => readStreamEvents(pool, stream, from, most ?? null),
  runs: (request) => runs(pool, request),
  close: async () => undefined,
})
