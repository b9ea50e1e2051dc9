import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { ConsumerStanding } from './consumerStanding.ts'

/** A run of one partition. */
export interface Stretch {
  partition: number
  /** Exclusive. */
  from: Position
  events: readonly StoredEvent[]
  to: Position
}

/**
 * Writes what a stretch comes to, in the transaction that moves the checkpoint. `after`: what stands at or before it has been
 * written already.
 */
export type Effect = (connection: Queryable, after: Position) => Promise<void>

/** Whoever reads the whole log, remembers how far, and does something about it exactly once. */
export interface Consumer {
  name: string
  feed: EventFeed
  /** Of the writer's login. */
  pool: Pool
  checkpoints: Checkpoints
  /** Events of a stretch at most. */
  limit: number
  /**
   * Makes ready what is to be written. Whatever it does outside of the database may be done again after a failure, so twice must
   * be as good as once. Null: nothing is to be written, and the checkpoint need not move for it.
   */
  handle: (stretch: Stretch) => Promise<Effect | null>
  /**
   * `handle` looks at nothing that effects write, and effects write only what is after `after`: then one stretch is made ready
   * while the one before is stored, and several processes may read the same partition.
   */
  isIndependent?: true
  /**
   * Whether the events are at fault, not the world around. Then halves are tried until the one event behind it is known, which is set
   * aside. Absent: when they have failed five times in a row and the database is there.
   */
  isAtFault?: (error: unknown) => boolean
  /** Writes what an event that was set aside comes to. Absent: it is parked, under the consumer's name. */
  setAside?: (stretch: Stretch) => Promise<Effect>
  standing: ConsumerStanding
  clock: Clock
  logger: Logger
  signal: AbortSignal
}
