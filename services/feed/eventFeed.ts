import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'

/** A run of the log. `to` is how far the consumer has read with it; with no event of interest `events` is []. */
export interface FeedBatch {
  partition: number
  events: StoredEvent[]
  to: Position
  head: Position
}

/** Where consumers get events from: the store's own tail (partition 0) or, in other deployments, a broker's partitions. */
export interface EventFeed {
  /**
   * Consumes from the checkpoint of each partition handed to this process, batch after batch, until `signal` aborts.
   * `onBatch` commits rows and checkpoint in one transaction; a batch may be delivered again.
   */
  consume(request: {
    checkpoint: (partition: number) => Promise<Position>
    onBatch: (batch: FeedBatch) => Promise<void>
    signal: AbortSignal
    /** At most this many events in a batch. */
    limit: number
  }): Promise<void>
}
