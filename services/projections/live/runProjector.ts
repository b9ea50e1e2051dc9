import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ParkedEvent } from '../fold/parking.ts'
import { adoptPartitions } from './adoptPartitions.ts'
import { changesKeptMs, dropChangesBefore } from './changesKept.ts'
import { readCheckpoint } from './checkpoints.ts'
import { batchProjector } from './projectBatch.ts'
import type { ViewCodec } from './projectEvents.ts'
import { projectorPool } from './projectorPool.ts'

export interface ProjectorDependencies {
  databases: Databases
  feed: EventFeed
  codec: ViewCodec
  clock: Clock
  logger: Logger
  signal: AbortSignal
}

/** Large enough to spread a transaction's cost, small enough that others see rows move while it catches up. */
const batchEvents = 5_000
const longestPauseMs = 5_000
const sweepEveryMs = 30_000

const sweepChanges = async (pool: Pool, { clock, logger, signal }: ProjectorDependencies): Promise<void> => {
  while (!signal.aborted) {
    const before = new Date(clock.now() - changesKeptMs).toISOString()
    await dropChangesBefore(pool, before).catch((error: unknown) => logger.warn('old changes stay a while', { error }))
    await pause(sweepEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Keeps all views up with the feed until the signal aborts, whatever happens meanwhile: after a failure it begins again from
 * the checkpoint. Several may run; one at a time moves the views.
 */
export const runProjector = async (dependencies: ProjectorDependencies): Promise<void> => {
  const { databases, feed, codec, clock, logger, signal } = dependencies
  const pool = projectorPool(databases)
  const onParked = (parked: readonly ParkedEvent[]): void =>
    parked.forEach((event) => logger.error('a view could not take an event; it is parked', { ...event }))
  const sweeping = sweepChanges(pool, dependencies)
  let pauseMs = 100
  while (!signal.aborted) {
    const projector = batchProjector({ pool, codec, clock, onParked })
    try {
      await feed.consume({
        adopt: (partitions) => adoptPartitions(databases.writer, partitions),
        checkpoint: (partition) => readCheckpoint(pool, partition),
        async onBatch(batch) {
          await projector.take(batch)
          pauseMs = 100
        },
        signal,
        limit: batchEvents,
      })
      await projector.finish()
    } catch (error) {
      logger.error('the views stand still; trying again', { error })
      await pause(pauseMs, undefined, { signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  await sweeping
  await pool.end()
}
