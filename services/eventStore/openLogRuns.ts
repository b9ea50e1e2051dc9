import type { Pool } from '#services/postgres/pool.ts'
import { kurrentdbEventLog } from './kurrentdb/kurrentdbEventLog.ts'
import { type LogRuns, runsOf } from './logRuns.ts'
import { postgresRuns } from './postgres/postgresRuns.ts'

/** Reads the log in runs: from KurrentDB when its URL is given, else from the database's table. */
export const openLogRuns = (pool: Pool, kurrentdbUrl: string | undefined, now: () => number): LogRuns => {
  if (kurrentdbUrl === undefined) return postgresRuns(pool)
  const log = kurrentdbEventLog({ url: kurrentdbUrl, now })
  return {
    head: () => log.head(),
    readAt: (positions) => log.readAt(positions),
    readStream: (stream, from, most) => log.readStream(stream, from, most),
    runs: (request) => runsOf(log, request),
    close: () => log.close(),
  }
}
