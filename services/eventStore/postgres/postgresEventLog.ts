import type { Databases } from '#services/postgres/databases.ts'
import { listen } from '#services/postgres/listen.ts'
import { createPool } from '#services/postgres/pool.ts'
import { isUnavailable } from '#services/postgres/unavailable.ts'
import { CodedError } from '#services/errors.ts'
import type { Position } from '#events/envelope.ts'
import type { EventLog } from '../eventStore.ts'
import { appendBatch } from './appendBatch.ts'
import { groupCommit } from './groupCommit.ts'
import { type HistoryEvent, importHistory } from './importHistory.ts'
import { readEventsAfter, readEventsAt, readHead, readStreamEvents } from './readEvents.ts'

export interface PostgresEventLogSettings {
  databases: Databases
  /** Milliseconds, monotonic. */
  now: () => number
  /** How long an append waits for a server that is away before it is refused as store-unavailable. */
  patienceMs?: number
}

export type PostgresEventLog = EventLog & {
  /** Writes a whole history into an empty log, all or nothing; see `importHistory`. */
  importHistory(events: Iterable<HistoryEvent> | AsyncIterable<HistoryEvent>): Promise<Position>
  /** Ends its connections; appends still waiting are answered first. */
  close(): Promise<void>
}

/** Where many append, one lane works while the other commits; a third adds nothing on two cores. */
const lanes = 2
const batchEvents = 1_000
/** A hundred events take PostgreSQL some 2 ms, about as long as a commit of theirs would hold others up. */
const worthALane = 100
const defaultPatienceMs = 5_000

/**
 * Every statement on the log is a look-up by index. A plan cached while the table was tiny would scan it for ever after,
 * until statistics are gathered; so the planner may not choose scans, nor plan the same statement anew.
 */
const parameters = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' }

const mayRepeat = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof CodedError && error.code === 'store-unavailable')

/** The log in PostgreSQL. Appends of one process are gathered; positions are gapless. */
export const postgresEventLog = (settings: PostgresEventLogSettings): PostgresEventLog => {
  const { writer } = settings.databases
  const appends = createPool({
    ...writer.settings,
    size: lanes,
    applicationName: 'rollcall append',
    statementTimeoutMs: settings.patienceMs ?? defaultPatienceMs,
    parameters,
  })
  const reads = createPool({ ...writer.settings, applicationName: 'rollcall log', parameters })
  const listeners = new Set<() => void>()
  const wake = (): void => listeners.forEach((onWake) => onWake())
  const unlisten = listen(writer, 'log_appended', wake)
  const append = groupCommit({
    store: (batch) => appendBatch(appends, batch),
    mayRepeat,
    lanes,
    batchEvents,
    worthALane,
    patienceMs: settings.patienceMs ?? defaultPatienceMs,
    now: settings.now,
  })
  return {
    append: (stream, events, expectedRevision) => append({ stream, events, expectedRevision }),
    readStream: (stream, from = 0) => readStreamEvents(reads, stream, from),
    readAll: ({ after, limit }) => readEventsAfter(reads, after, limit),
    readAt: (positions) => readEventsAt(reads, positions),
    head: () => readHead(reads),
    onAppended(onWake) {
      listeners.add(onWake)
      return () => void listeners.delete(onWake)
    },
    importHistory: (events) => importHistory(writer, events),
    async close() {
      await unlisten()
      await Promise.all([appends.end(), reads.end()])
    },
  }
}
