import type { Position } from '#events/envelope.ts'
import { isAway } from '#services/eventStore/followLog.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import { isOfPartition } from '#services/feed/partitions.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { isUnavailable } from '#services/postgres/unavailable.ts'
import type { Consumer } from './consumer.ts'
import { readParked, unpark } from './parkedEvents.ts'

/** How many are tried at once: while they are, the partition's new events wait. */
const mostAtOnce = 1_000

/** The failure says nothing about an event: the same may succeed in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof PartitionsMoved || isAway(error) || isUnavailable(error)

type Parked = Awaited<ReturnType<typeof readParked>>[number]

export interface ParkedPart {
  partition: number
  /** The checkpoint, as far as this process knows. */
  stored: Position
  /** The parked events up to here were tried before. */
  after: Position
}

/** An event that fails again stays parked. @throws PartitionsMoved, or what may pass in a moment */
const retry = async (consumer: Consumer, { partition, stored }: ParkedPart, parked: Parked): Promise<void> => {
  const { name, pool, checkpoints, handle, log, logger } = consumer
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

/**
 * Tries again the events of a partition that the consumer has parked, so many at once. Answers where to go on the next
 * time; 0: from the beginning.
 * @throws PartitionsMoved when another process has moved the checkpoint
 */
export const retryParked = async (consumer: Consumer, part: ParkedPart): Promise<Position> => {
  if (consumer.retriesParked !== true) return 0
  let tried = 0
  for (let after = part.after; ;) {
    const page = await readParked(consumer.pool, consumer.name, { after, limit: mostAtOnce })
    for (const parked of page) {
      if (tried === mostAtOnce) return after
      after = parked.position
      if (!isOfPartition(part.partition, parked.tenantId)) continue
      await retry(consumer, part, parked)
      tried += 1
    }
    if (page.length < mostAtOnce) return 0
  }
}
