import type { Message } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { partitionIndexes } from '../partitions.ts'
import { encodeEvent, encodeWatermark, type Placement } from './feedMessage.ts'
import type { MessageSeal } from './messageSeal.ts'
import type { RelayProgress } from './relayProgress.ts'

export interface RelayedRun {
  messages: Message[]
  /** Position of the last event of each tenant in the run. */
  tenants: Map<string, Position>
}

export interface RelayWriter {
  /** The messages for a run of the log. */
  events: (events: readonly StoredEvent[]) => RelayedRun
  /** One watermark for each partition: every event up to `position` was written before it. */
  watermarks: (position: Position) => Message[]
}

export interface RelayWriterNeeds {
  progress: RelayProgress
  fence: number
  /** The number of partitions. */
  partitions: number
  seal: Pick<MessageSeal, 'mark'>
  /** Milliseconds since the epoch. */
  now: () => number
}

/**
 * Turns events into messages in the log's order. Each message names the position of the partition's message before it.
 */
export const relayWriter = ({ progress, fence, partitions, seal, now }: RelayWriterNeeds): RelayWriter => {
  const { origin, tenants: lastOfTenant } = progress
  const indexOf = partitionIndexes(partitions)
  // A new relay does not know the last event of each partition, but it knows that everything up to `progress.position`
  // was sent.
  const lastOfPartition = Array.from({ length: partitions }, () => progress.position)
  const placementAt = (position: Position, index: number): Placement => {
    return { origin, partitions, fence, position, partitionPrevious: lastOfPartition[index]! }
  }
  /** Brokers refuse messages with a time in the future. */
  const timestampOf = (at: string): string => `${Math.min(Date.parse(at), now())}`

  const messageOf = (event: StoredEvent): Message => {
    const { tenantId, position, at } = event
    const partition = indexOf(tenantId)
    const placement = { ...placementAt(position, partition), previous: lastOfTenant.get(tenantId) ?? 0 }
    lastOfPartition[partition] = position
    lastOfTenant.set(tenantId, position)
    return { ...seal.mark(encodeEvent(placement, event), partition), partition, timestamp: timestampOf(at) }
  }
  return {
    events: (events) => ({
      messages: events.map(messageOf),
      tenants: new Map(events.map(({ tenantId, position }) => [tenantId, position])),
    }),
    watermarks(position) {
      const at = new Date(now()).toISOString()
      return lastOfPartition.map((_, partition) => ({
        ...seal.mark(encodeWatermark(placementAt(position, partition), at), partition),
        partition,
        timestamp: timestampOf(at),
      }))
    },
  }
}
