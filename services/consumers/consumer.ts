import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventLog, StoredEvent, WantedTypes } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { ConsumerStanding } from './consumerStanding.ts'

/**
 * The wanted events of a run of one partition; there may be none. A parked event comes again alone, in a stretch that
 * goes from the checkpoint to the checkpoint.
 */
export interface Stretch {
  partition: number
  /** Exclusive. */
  from: Position
  events: readonly StoredEvent[]
  to: Position
}

/**
 * Writes the results of a stretch, in the transaction that moves the checkpoint. The results of events at or before
 * `after` are written already.
 */
export type Effect = (connection: Queryable, after: Position) => Promise<void>

/** Somebody who reads the log, remembers how far, and writes something for each wanted event exactly once. */
export interface Consumer {
  name: string
  feed: EventFeed
  /** Of the writer's login. */
  pool: Pool
  checkpoints: Checkpoints
  /** The event types it wants: it is handed no others. */
  types: WantedTypes
  /** The largest number of events in a stretch. */
  limit: number
  /**
   * Prepares what is to be written. Where parked events are tried again, it must bear an event that comes after later
   * ones. After a failure it runs again for the same events, so whatever it does outside the
   * database must be harmless to repeat. Null: there is nothing to write, and the checkpoint need not move for this
   * stretch.
   */
  handle: (stretch: Stretch) => Promise<Effect | null>
  /**
   * Set when `handle` reads nothing that effects write, and effects write nothing for events at or before `after`. Then
   * a stretch is prepared while the one before is stored, and several processes may read the same partition.
   */
  isIndependent?: true
  /**
   * Answers whether the events caused the failure, not something around them such as a database that is away. If so,
   * the stretch is halved until the one failing event is found and set aside. Absent: events are blamed after they have
   * failed five times in a row while the database was there.
   */
  isAtFault?: (error: unknown) => boolean
  /** Answers the effect for an event that was set aside. Absent: the event is parked under the consumer's name. */
  setAside?: (stretch: Stretch) => Promise<Effect>
  /** The log that the feed is of. */
  log: Pick<EventLog, 'readAt' | 'head'>
  /**
   * Set when parked events are tried again: whenever the consumer begins, every ten minutes, and when an operator asks.
   * Absent: somebody else
   * takes them up, as a rebuild does for views.
   */
  retriesParked?: true
  /**
   * Forgets all that the consumer has read, checkpoints included. Called when the log was put back from a copy. Absent:
   * the consumer then stands still until somebody makes its results anew.
   */
  forget?: () => Promise<void>
  standing: ConsumerStanding
  clock: Clock
  logger: Logger
  signal: AbortSignal
}
