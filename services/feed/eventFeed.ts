import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'

/** A run of the log. `to` is how far the consumer has read with it; with no event of interest `events` is []. */
export interface FeedBatch {
  partition: number
  /** Exclusive: the events are all of the partition's after it. A consumer whose checkpoint is before it has missed some. */
  from: Position
  events: StoredEvent[]
  to: Position
  head: Position
}

export interface Consumption {
  /**
   * Called before any checkpoint is asked for: these are the partitions there are (partitions.ts). Where the consumer has
   * checkpoints of others, it puts those of these partitions in their place, none ahead of any of the old ones.
   */
  adopt: (partitions: readonly number[]) => Promise<void>
  /** @throws PartitionsMoved when there is no such partition any more. */
  checkpoint: (partition: number) => Promise<Position>
  /** Commits rows and checkpoint in one transaction. @throws PartitionsMoved */
  onBatch: (batch: FeedBatch) => Promise<void>
  /** Partitions may have gone to others: of each that is still handed to this process the checkpoint is asked again. */
  onReleased?: () => void
  signal: AbortSignal
  /** At most this many events in a batch. */
  limit: number
}

/** Where consumers get events from: the store's own tail (one partition) or, in other deployments, a broker's partitions. */
export interface EventFeed {
  /**
   * Consumes from the checkpoint of each partition handed to this process, batch after batch, until `signal` aborts. A batch
   * may be delivered again, and cut elsewhere then; the events of one tenant come in order. Rejects with what the consumer throws.
   */
  consume(consumption: Consumption): Promise<void>
}

/** Somebody else has moved the checkpoints, back or to other partitions: the feed begins again from where they are now. */
export class PartitionsMoved extends Error {
  constructor() {
    super('The partitions of the feed are not what they were; reading on from the checkpoints as they are now')
    this.name = 'PartitionsMoved'
  }
}
