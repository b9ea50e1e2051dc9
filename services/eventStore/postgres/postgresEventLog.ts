import { setTimeout as pause } from 'node:timers/promises'
import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { listen } from '#services/postgres/listen.ts'
import { createPool } from '#services/postgres/pool.ts'
import { isUnavailable } from '#services/postgres/unavailable.ts'
import type { HistoryEvent } from '../eventLine.ts'
import type { EventLog, Stretch } from '../eventStore.ts'
import { appendBatch } from './appendBatch.ts'
import { gatheredReads } from './gatheredReads.ts'
import { groupCommit, type Outcome, type PendingAppend } from './groupCommit.ts'
import { importHistory } from './importHistory.ts'
import {
  readEventsAfter,
  readEventsAt,
  readHead,
  readLastEvents,
  readStreamEvents,
  readStreams,
  readWantedEvents,
} from './readEvents.ts'

export interface PostgresEventLogNeeds {
  databases: Databases
  /** Milliseconds, monotonic. */
  now: () => number
  /** How long an append waits for a server that is away before it is refused as store-unavailable. */
  patienceMs?: number
}

export type PostgresEventLog = EventLog & {
  /** Writes a whole history into an empty log, all or nothing; see `importHistory`. */
  importHistory(events: Iterable<HistoryEvent> | AsyncIterable<HistoryEvent>): Promise<Position>
  /** Answers the appends that still wait, then ends its connections. */
  close(): Promise<void>
}

/** While many append, one lane works and the other commits; a third one brings nothing on two cores. */
const lanes = 2
const batchEvents = 1_000
/** PostgreSQL needs some 2 ms for a hundred events, about as long as their commit would delay others. */
const worthALane = 100
const defaultPatienceMs = 5_000
/** Far beyond what a read takes: only a network that swallows the answer is slower. */
const readTimeoutMs = 10_000
const gathering = { lanes: 2, batchReads: 100 }
/** A read of more events has a statement of its own, so that no other read waits for it. */
const gatheredEvents = 100

/**
 * Every statement on the log finds its rows by an index. A plan cached while the table was tiny would scan the table
 * from then on, until statistics are gathered. So the planner may not choose scans, nor plan the same statement again.
 */
const parameters = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' }

const mayRepeat = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof CodedError && error.code === 'store-unavailable')

/** Backends of this process's lanes, each named by its latest answers: what they notify of is known from these. */
const ownBackends = () => {
  const own = new Set<number>()
  return {
    answered(backend: number): void {
      own.delete(backend)
      own.add(backend)
      if (own.size > lanes) own.delete(own.values().next().value!)
    },
    has: (backend: number | undefined): boolean => backend !== undefined && own.has(backend),
  }
}

/** `wake` is told of what was appended, or that something may have been. */
const appending = (
  { databases, now, patienceMs = defaultPatienceMs }: PostgresEventLogNeeds,
  wake: (stretch?: Stretch) => void,
) => {
  const own = ownBackends()
  const pool = createPool(
    {
      ...databases.writer.settings,
      size: lanes,
      applicationName: 'rollcall append',
      statementTimeoutMs: patienceMs,
      parameters,
    },
    databases.health,
  )
  const store = async (batch: readonly PendingAppend[]): Promise<Outcome[]> => {
    try {
      const { outcomes, stretch, backend } = await appendBatch(pool, batch)
      own.answered(backend)
      if (stretch.upTo > stretch.after) wake(stretch)
      return outcomes
    } catch (error) {
      wake()
      throw error
    }
  }
  const { append, isIdle } = groupCommit({ store, mayRepeat, lanes, batchEvents, worthALane, patienceMs, now })
  const close = async (): Promise<void> => {
    while (!isIdle()) await pause(10)
    await pool.end()
  }
  return { append, close, isOwn: own.has }
}

/** The log in PostgreSQL. The appends of one process are gathered into batches; positions have no gaps. */
export const postgresEventLog = (needs: PostgresEventLogNeeds): PostgresEventLog => {
  const { writer, sizes, health } = needs.databases
  const listeners = new Set<(stretch?: Stretch) => void>()
  const wake = (stretch?: Stretch): void => listeners.forEach((onWake) => onWake(stretch))
  const appends = appending(needs, wake)
  const open = (lane: 'log' | 'entries') =>
    createPool(
      {
        ...writer.settings,
        size: sizes[lane],
        applicationName: `rollcall ${lane}`,
        statementTimeoutMs: readTimeoutMs,
        parameters,
      },
      health,
    )
  const reads = open('log')
  const entries = open('entries')
  const readGathered = gatheredReads({ readStreams: (batch) => readStreams(reads, batch), ...gathering })
  const unlisten = listen(writer, 'log_appended', (_payload, backend) => {
    if (!appends.isOwn(backend)) wake()
  })
  return {
    isGapless: true,
    append: (stream, events, expectedRevision) => appends.append({ stream, events, expectedRevision }),
    readStream: (stream, from = 0, most) =>
      most === undefined || most > gatheredEvents
        ? readStreamEvents(reads, stream, from, most ?? null)
        : readGathered({ stream, from, most }),
    readStreamEnd: (stream, most) => readLastEvents(reads, stream, most),
    readAll: ({ after, limit }) => readEventsAfter(reads, after, limit),
    readWanted: (request) => readWantedEvents(reads, request),
    readAt: (positions) => readEventsAt(entries, positions),
    head: () => readHead(reads),
    onAppended(onWake) {
      listeners.add(onWake)
      return () => void listeners.delete(onWake)
    },
    importHistory: (events) => importHistory(writer, events),
    async close() {
      await unlisten()
      await Promise.all([appends.close(), reads.end(), entries.end()])
    },
  }
}
