import type { Position } from '#events/envelope.ts'
import { murmur2 } from './murmur2.ts'

/**
 * A partition's number includes the count of partitions: when the count changes, tenants move between partitions, and
 * old checkpoints mean nothing for the new ones. 0 is the whole log; partition 2 of 6 is 60002.
 */
export const wholeLog = 0
const perCount = 10_000
export const mostPartitions = perCount - 1

export const partitionNumber = (count: number, index: number): number => count * perCount + index
export const partitionNumbers = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => partitionNumber(count, index))

/**
 * Which of `count` partitions holds a tenant's events: the one that Kafka's clients choose for the tenant's id as key.
 */
export const partitionIndex = (tenantId: string, count: number): number =>
  (murmur2(Buffer.from(tenantId)) & 0x7fffffff) % count

const remembered = 100_000

/** `partitionIndex` for one count; remembers the result for each tenant. */
export const partitionIndexes = (count: number): ((tenantId: string) => number) => {
  const known = new Map<string, number>()
  return (tenantId) => {
    const found = known.get(tenantId)
    if (found !== undefined) return found
    if (known.size >= remembered) known.clear()
    const index = partitionIndex(tenantId, count)
    known.set(tenantId, index)
    return index
  }
}

/** Whether the partition with this number holds the tenant's events. */
export const isOfPartition = (partition: number, tenantId: string): boolean => {
  const count = Math.floor(partition / perCount)
  return count === 0 || partitionNumber(count, partitionIndex(tenantId, count)) === partition
}

export interface PartitionPosition {
  partition: number
  position: Position
}

/** Answers whether consumers at these positions, one for each partition, have read an event. */
export const coveredBy = (positions: readonly PartitionPosition[]) => {
  const reached = new Map(positions.map(({ partition, position }) => [partition, position]))
  const count = Math.floor((positions[0]?.partition ?? wholeLog) / perCount)
  const indexOf = partitionIndexes(Math.max(count, 1))
  return ({ tenantId, position }: { tenantId: string; position: Position }): boolean => {
    const partition = count === 0 ? wholeLog : partitionNumber(count, indexOf(tenantId))
    return position <= (reached.get(partition) ?? 0)
  }
}
