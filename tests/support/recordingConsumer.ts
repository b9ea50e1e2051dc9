import { setTimeout as sleep } from 'node:timers/promises'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { type Consumption, type EventFeed, type FeedBatch, PartitionsMoved } from '#services/feed/eventFeed.ts'

/** Keeps what it was handed as views do: checkpoints by partition, what was read already changes nothing, a gap is refused. */
export const recordingConsumer = () => {
  const checkpoints = new Map<number, Position>()
  const applied: StoredEvent[] = []
  const batches: FeedBatch[] = []
  const adopted: (readonly number[])[] = []

  const adopt = async (partitions: readonly number[]): Promise<void> => {
    adopted.push(partitions)
    const known = [...checkpoints.keys()]
    if (known.length === partitions.length && partitions.every((partition) => known.includes(partition))) return
    const start = Math.min(...checkpoints.values(), Number.MAX_SAFE_INTEGER)
    checkpoints.clear()
    for (const partition of partitions) checkpoints.set(partition, known.length === 0 ? 0 : start)
  }
  const checkpoint = async (partition: number): Promise<Position> => {
    const position = checkpoints.get(partition)
    if (position === undefined) throw new PartitionsMoved()
    return position
  }
  const onBatch = async (batch: FeedBatch): Promise<void> => {
    batches.push(batch)
    const after = await checkpoint(batch.partition)
    if (batch.from > after) throw new PartitionsMoved()
    const seen = new Set(applied.map(({ position }) => position))
    applied.push(...batch.events.filter(({ position }) => position > after && !seen.has(position)))
    checkpoints.set(batch.partition, Math.max(after, batch.to))
  }
  return {
    checkpoints,
    applied,
    batches,
    adopted,
    ids: () => applied.map(({ id }) => id),
    /** Of one tenant, in the order in which they came. */
    of: (tenantId: string) => applied.filter((event) => event.tenantId === tenantId),
    /** Consumes until stopped; `stop` rejects with what the feed rejected with. */
    run(feed: EventFeed, given: Partial<Consumption> = {}) {
      const ending = new AbortController()
      const wanted = { types: null, limit: 50, signal: ending.signal }
      const consuming = feed.consume({ adopt, checkpoint, onBatch, ...wanted, ...given })
      consuming.catch(() => undefined)
      const stop = async (): Promise<void> => {
        ending.abort()
        await consuming
        await sleep(0)
      }
      return { consuming, stop }
    },
    onBatch,
    checkpoint,
  }
}
export type RecordingConsumer = ReturnType<typeof recordingConsumer>
