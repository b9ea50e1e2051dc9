import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** How far a consumer has read each partition of its feed. */
export interface Checkpoints {
  /** Gives it checkpoints of these partitions instead of any others, none ahead of any of the old ones. */
  adopt: (partitions: readonly number[]) => Promise<void>
  /** @throws PartitionsMoved when there is no such partition any more */
  read: (partition: number) => Promise<Position>
  /** The same, held until the transaction ends. @throws PartitionsMoved */
  lock: (connection: Queryable, partition: number) => Promise<Position>
  save: (connection: Queryable, partition: number, position: Position) => Promise<void>
}
