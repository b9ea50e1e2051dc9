import type { Position } from '#events/envelope.ts'
import { isAway } from '#services/eventStore/followLog.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import { isOfPartition } from '#services/feed/partitions.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { isUnavailable } from '#services/postgres/unavailable.ts'
import type { Consumer } from './consumer.ts'
import { readParked, unpark } from './parkedEvents.ts'

const mostAtOnce = 1_000

/** The failure says nothing about an event: the same may succeed in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof PartitionsMoved || isAway(error) || isUnavailable(error)

/**
 * Tries again the events of a partition that the consumer has parked. `stored`: the checkpoint, as far as this process
 * knows. An event that fails again stays parked.
 * @throws PartitionsMoved when another process has moved the checkpoint
 */
export const retryParked = async (consumer: Consumer, partition: number, stored: Position): Promise<void> => {
  const { name, pool, checkpoints, handle, log, retriesParked = false, logger } = consumer
  if (!retriesParked) return
  for (const parked of await readParked(pool, name, mostAtOnce)) {
    if (!isOfPartition(partition, parked.tenantId)) continue
    try {
      const events = await log.readAt([parked.position])
      const effect = await handle({ partition, from: stored, events, to: stored })
      await transaction(pool, async (connection) => {
        if ((await checkpoints.lock(connection, partition)) !== stored) throw new PartitionsMoved()
        await effect?.(connection, 0)
        await unpark(connection, name, parked)
      })
      logger.info('a parked event was taken after all', { consumer: name, ...parked })
    } catch (error) {
      if (isPassing(error)) throw error
    }
  }
}
