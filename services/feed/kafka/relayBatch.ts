import type { Message } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { partitionIndexes } from '../partitions.ts'
import { encodeEvent, encodeWatermark, type Placement } from './feedMessage.ts'
import type { MessageSeal } from './messageSeal.ts'
import type { RelayProgress } from './relayProgress.ts'

export interface RelayedRun {
  messages: Message[]
  /** The last event of each tenant among them. */
  tenants: Map<string, Position>
}

export interface RelayWriter {
  /** Messages of a run of the log. */
  events: (events: readonly StoredEvent[]) => RelayedRun
  /** One for each partition: everything up to `position` was written before. */
  watermarks: (position: Position) => Message[]
}

export interface RelayWriterNeeds {
  progress: RelayProgress
  fence: number
  /** How many there are. */
  partitions: number
  seal: Pick<MessageSeal, 'mark'>
  /** Milliseconds since the epoch. */
  now: () => number
}

/** Makes messages of the log, in its order, each linked to those before it. */
export const relayWriter = ({ progress, fence, partitions, seal, now }: RelayWriterNeeds): RelayWriter => {
  const { origin, tenants: lastOfTenant } = progress
  const indexOf = partitionIndexes(partitions)
  // What was the last of each partition is not remembered: that nothing was missed since then is what it has to say.
  const lastOfPartition = Array.from({ length: partitions }, () => progress.position)
  const placementAt = (position: Position, index: number): Placement => {
    return { origin, partitions, fence, position, partitionPrevious: lastOfPartition[index]! }
  }
  /** Brokers refuse what is dated in the future. */
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
