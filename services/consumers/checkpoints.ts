import type { Position } from '#events/envelope.ts'
import type { ReadMark } from '#services/eventStore/readMark.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** How far a consumer has read each partition of its feed. */
export interface Checkpoints {
  /** Replaces the consumer's checkpoints with checkpoints of these partitions, none ahead of any of the old ones. */
  adopt: (partitions: readonly number[]) => Promise<void>
  /** @throws PartitionsMoved when this partition no longer exists */
  read: (partition: number) => Promise<ReadMark>
  /** How far it is, locked until the transaction ends. @throws PartitionsMoved */
  lock: (connection: Queryable, partition: number) => Promise<Position>
  save: (connection: Queryable, partition: number, mark: ReadMark) => Promise<void>
}
