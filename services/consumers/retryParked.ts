import type { Position } from '#events/envelope.ts'
import { isAway } from '#services/eventStore/followLog.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import { isOfPartition } from '#services/feed/partitions.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { isUnavailable } from '#services/postgres/unavailable.ts'
import { countAsked } from './askedRetries.ts'
import type { Consumer } from './consumer.ts'
import { type FailedTry, noteTries, readParked, reasonOf, unpark, type Waiting } from './parkedEvents.ts'

/** How many are tried at once: while they are, the partition's new events wait. */
const mostAtOnce = 1_000

/** The failure says nothing about an event: the same may succeed in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof PartitionsMoved || isAway(error) || isUnavailable(error)

export interface ParkedPart {
  partition: number
  /** The checkpoint, as far as this process knows. */
  stored: Position
  /** The parked events up to here were tried before. */
  after: Position
  /** Only those that an operator asked for. */
  asked?: true
}

/** Answers why the event fails again; null: it was taken. @throws PartitionsMoved, or what may pass in a moment */
const retry = async (
  consumer: Consumer,
  { partition, stored }: ParkedPart,
  { isAsked, ...parked }: Waiting,
): Promise<FailedTry | null> => {
  const { name, pool, checkpoints, handle, log, logger } = consumer
  try {
    const events = await log.readAt([parked.position])
    const effect = await handle({ partition, from: stored, events, to: stored })
    await transaction(pool, async (connection) => {
      if ((await checkpoints.lock(connection, partition)) !== stored) throw new PartitionsMoved()
      if (!(await unpark(connection, name, parked))) throw new PartitionsMoved()
      await effect?.(connection, 0)
      if (isAsked) await countAsked(connection, name, { taken: 1, failed: 0 })
    })
    logger.info('a parked event was taken after all', { consumer: name, ...parked })
    return null
  } catch (error) {
    if (isPassing(error)) throw error
    return { ...parked, isAsked, ...reasonOf(error) }
  }
}

const note = async ({ name, pool }: Consumer, failed: readonly FailedTry[]): Promise<void> => {
  if (failed.length === 0) return
  await transaction(pool, async (connection) => {
    await noteTries(connection, name, failed)
    await countAsked(connection, name, { taken: 0, failed: failed.filter(({ isAsked }) => isAsked).length })
  })
}

/**
 * Tries again the events of a partition that the consumer has parked, so many at once; what fails again stays parked.
 * Answers where to go on the next time; 0: from the beginning.
 * @throws PartitionsMoved when another process has moved the checkpoint
 */
export const retryParked = async (consumer: Consumer, part: ParkedPart): Promise<Position> => {
  if (consumer.retriesParked !== true) return 0
  const asked = part.asked === true
  const failed: FailedTry[] = []
  let tried = 0
  try {
    for (let after = part.after; ;) {
      const page = await readParked(consumer.pool, consumer.name, { after, limit: mostAtOnce, asked })
      for (const parked of page) {
        if (tried === mostAtOnce) return after
        after = parked.position
        if (!isOfPartition(part.partition, parked.tenantId)) continue
        const failure = await retry(consumer, part, parked)
        if (failure !== null) failed.push(failure)
        tried += 1
      }
      if (page.length < mostAtOnce) return 0
    }
  } finally {
    await note(consumer, failed)
  }
}
