import type { Position } from '#events/envelope.ts'
import type { StoredEvent, WantedTypes } from '#services/eventStore/eventStore.ts'

/** A run of the log. `to` is how far the consumer has read once it has this batch; `events` may be []. */
export interface FeedBatch {
  partition: number
  /**
   * Exclusive: `events` holds every wanted event of the partition after it, up to `to`. A consumer whose checkpoint is
   * before it has missed some.
   */
  from: Position
  events: StoredEvent[]
  to: Position
  head: Position
}

export interface Consumption {
  /**
   * Called before any checkpoint is asked for, with the partitions that exist (partitions.ts). If the consumer has
   * checkpoints of other partitions, it replaces them with checkpoints of these, none ahead of any of the old ones.
   */
  adopt: (partitions: readonly number[]) => Promise<void>
  /** @throws PartitionsMoved when this partition no longer exists */
  checkpoint: (partition: number) => Promise<Position>
  /** Commits rows and checkpoint in one transaction. @throws PartitionsMoved */
  onBatch: (batch: FeedBatch) => Promise<void>
  /**
   * Called when partitions may have gone to other processes. The feed then asks again for the checkpoint of each
   * partition that this process still reads.
   */
  onReleased?: () => void
  /** The batches hold events of these types alone; what lies between is passed over by `from` and `to`. */
  types: WantedTypes
  signal: AbortSignal
  /** At most this many events in a batch. */
  limit: number
}

/** Where consumers get events from: the store's own tail (one partition), or the partitions of a broker. */
export interface EventFeed {
  /**
   * Reads each partition handed to this process from its checkpoint, batch after batch, until `signal` aborts. A batch
   * may be delivered again, with other boundaries; the events of one tenant always come in order. Rejects with what the
   * consumer throws.
   */
  consume(consumption: Consumption): Promise<void>
}

/**
 * Another process has moved the checkpoints back or to other partitions: the feed begins again from the new
 * checkpoints.
 */
export class PartitionsMoved extends Error {
  constructor() {
    super('The partitions of the feed are not what they were; reading on from the checkpoints as they are now')
    this.name = 'PartitionsMoved'
  }
}
