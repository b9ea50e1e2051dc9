import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '#services/ambient/clock.ts'
import type { Consumer } from '#services/consumers/consumer.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { changesKeptMs, dropChangesBefore } from './changesKept.ts'
import { keepErased } from '../erasure/keepErased.ts'
import type { ProjectorCodec } from './freshKeys.ts'
import { projectorPool } from './projectorPool.ts'
import { viewConsumer } from './viewConsumer.ts'

export interface ProjectorNeeds {
  databases: Databases
  log: Consumer['log'] & Pick<EventLog, 'readStream'>
  feed: EventFeed
  codec: ProjectorCodec
  /** The projector reports its progress here. */
  standing?: ConsumerStanding
  clock: Clock
  logger: Logger
  signal: AbortSignal
}

const sweepEveryMs = 30_000

const sweepChanges = async (pool: Pool, { clock, logger, signal }: ProjectorNeeds): Promise<void> => {
  while (!signal.aborted) {
    const before = new Date(clock.now() - changesKeptMs).toISOString()
    await dropChangesBefore(pool, before).catch((error: unknown) => logger.warn('old changes stay a while', { error }))
    await pause(sweepEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Keeps all views up to date with the feed until the signal aborts. Several processes may run it; one at a time moves
 * the views.
 */
export const runProjector = async (dependencies: ProjectorNeeds): Promise<void> => {
  const { databases, log, feed, codec, standing = consumerStanding(), clock, logger, signal } = dependencies
  const pool = projectorPool(databases)
  const beside = [
    sweepChanges(pool, dependencies),
    keepErased({ writer: databases.writer, log, codec, logger, signal }),
  ]
  await runConsumer({ ...viewConsumer({ pool, log, codec, clock, logger }), feed, standing, signal })
  await Promise.all(beside)
  await pool.end()
}
