import { repeat } from '#services/ambient/repeat.ts'
import { sleep } from '#services/ambient/sleep.ts'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { askAgainMs, isAway, LogWentBack } from '#services/eventStore/followLog.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { type Consumption, type EventFeed, PartitionsMoved } from '../eventFeed.ts'
import { partitionNumber, partitionNumbers } from '../partitions.ts'
import { countPartitions } from './eventsTopic.ts'
import type { ConsumerHealth } from './feedHealth.ts'
import { decodeMessage } from './feedMessage.ts'
import { followTopic } from './followTopic.ts'
import type { MessageSeal } from './messageSeal.ts'
import { AnotherLog, type PartitionReader, partitionReader, PartitionsAdded } from './partitionReader.ts'
import { readOrigin, renewOrigin } from './relayProgress.ts'
import { offsetOfCheckpoint, withAdmin } from './seekByCheckpoint.ts'

export interface KafkaFeedNeeds {
  kafka: Kafka
  topic: string
  groupId: string
  log: Pick<EventLog, 'readWanted' | 'readAt' | 'head'>
  writer: Queryable
  seal: MessageSeal
  health: ConsumerHealth
  logger: Logger
  /** Milliseconds, monotonic. */
  now: () => number
  /** A consumer neither works nor ends: the caller must end this process. */
  onFatal: (error: unknown) => void
}

/** The topic does not exist yet: the relay creates it when it first runs. */
class TopicMissing extends Error {}

/** An error that the consumer itself threw, not Kafka. */
class ConsumerFailure extends Error {}

const ownFailures = (consumption: Consumption): Consumption => {
  const tell = (error: unknown): never => {
    throw new ConsumerFailure('the consumer of the feed failed', { cause: error })
  }
  return {
    ...consumption,
    adopt: (partitions) => consumption.adopt(partitions).catch(tell),
    checkpoint: (partition) => consumption.checkpoint(partition).catch(tell),
    onBatch: (batch) => consumption.onBatch(batch).catch(tell),
  }
}

const longestPauseMs = 10_000
const commitEveryMs = 2_000
const countEveryMs = 5_000

interface Following {
  needs: KafkaFeedNeeds
  consumption: Consumption
  origin: string
  count: number
  /** Ignore messages written for up to this many partitions: the partitions have been counted again since. */
  outdated: number
}

/** The readers of the partitions handed to this process; each begins at its checkpoint. */
const reading = ({ needs, consumption, origin, count, outdated }: Following) => {
  const { kafka, topic, log, seal, health, now, logger } = needs
  const readers = new Map<number, PartitionReader>()
  const committedAt = new Map<number, number>()

  const seek = async (consumer: Consumer, batch: EachBatchPayload['batch'], position: Position): Promise<boolean> => {
    const { partition } = batch
    const offset = await withAdmin(kafka, (admin) => offsetOfCheckpoint(admin, log, { topic, partition, position }))
    if (offset === null || offset >= BigInt(batch.firstOffset() ?? 0)) return false
    logger.info('Reading on from the checkpoint', { topic, partition, position, offset: `${offset}` })
    consumer.seek({ topic, partition, offset: `${offset}` })
    return true
  }

  const open = async (payload: EachBatchPayload, consumer: Consumer): Promise<PartitionReader> => {
    const index = payload.batch.partition
    const from = await consumption.checkpoint(partitionNumber(count, index))
    const head = await log.head()
    if (head < from) throw new LogWentBack(from, head)
    const reader = partitionReader({
      consumption,
      log,
      origin,
      count,
      index,
      outdated,
      from,
      health,
      beat: payload.heartbeat,
      seek: (position) => seek(consumer, payload.batch, position),
    })
    readers.set(index, reader)
    return reader
  }

  /**
   * The committed offset is only a hint: a reader that begins there finds out by positions what it has read and what is
   * missing.
   */
  const commit = async ({ batch, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> => {
    const { partition } = batch
    if (now() - (committedAt.get(partition) ?? Number.NEGATIVE_INFINITY) < commitEveryMs) return
    committedAt.set(partition, now())
    const offset = `${BigInt(batch.lastOffset()) + 1n}`
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] }).catch(
      (error: unknown) => logger.debug('An offset could not be committed', { partition, error }),
    )
  }

  return {
    forget: () => readers.clear(),
    async take(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
      const { batch, resolveOffset } = payload
      if (batch.partition >= count) throw new PartitionsAdded(count)
      const reader = readers.get(batch.partition) ?? (await open(payload, consumer))
      const last = batch.lastOffset()
      const isNewest = BigInt(last) + 1n >= BigInt(batch.highWatermark)
      try {
        const isTaken = await reader.take(
          batch.messages.map((message) =>
            seal.isMarked(message, batch.partition) ? decodeMessage(message.value) : null,
          ),
          isNewest,
        )
        if (!isTaken) return
      } catch (error) {
        // How much of the batch the consumer has committed is unknown, so every reader begins again from its
        // checkpoint.
        readers.clear()
        throw error
      }
      health.well()
      resolveOffset(last)
      await commit(payload)
    },
  }
}

/**
 * Ends `work` when the topic has another number of partitions, such as one that was deleted and made anew: kafkajs goes
 * on with it without a word. While the brokers are away nobody knows, and the consumer itself fails.
 */
const whileCounted = async (
  { kafka, topic, logger }: KafkaFeedNeeds,
  { count, signal }: { count: number; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const ending = new AbortController()
  const either = AbortSignal.any([signal, ending.signal])
  const look = async (): Promise<void> => {
    const now = await withAdmin(kafka, (admin) => countPartitions(admin, topic))
    if (now === count || either.aborted) return
    logger.warn('The topic has another number of partitions than before', { topic, count, now })
    ending.abort()
  }
  const onError = (error: unknown) => logger.debug('The partitions could not be counted', { topic, error })
  void repeat({ restMs: countEveryMs, run: look, onError }, either)
  try {
    await work(either)
  } finally {
    ending.abort()
  }
}

const consumeFrom = async (needs: KafkaFeedNeeds, consumption: Consumption, outdated: number): Promise<void> => {
  const { kafka, topic, groupId, health, logger, onFatal, writer, log } = needs
  const count = await withAdmin(kafka, (admin) => countPartitions(admin, topic))
  if (count === 0) throw new TopicMissing(`There is no topic ${topic} yet; a process with the role relay makes it`)
  await consumption.adopt(partitionNumbers(count))
  const origin = await readOrigin(writer, topic)
  const readers = reading({ needs, consumption, origin, count, outdated })
  const takeOfThisLog: typeof readers.take = async (batch, consumer) => {
    try {
      await readers.take(batch, consumer)
    } catch (error) {
      if (error instanceof AnotherLog) await renewOrigin(writer, topic, await log.head(), origin)
      throw error
    }
  }
  const onAssigned = (): void => {
    readers.forget()
    consumption.onReleased?.()
  }
  const following = { kafka, topic, groupId, health, logger, onAssigned, onBatch: takeOfThisLog, onStuck: onFatal }
  await whileCounted(needs, { count, signal: consumption.signal }, (signal) => followTopic({ ...following, signal }))
}

/**
 * The log as the relay copies it to Kafka. Kafka makes reading fast but is not trusted to be complete: each message
 * says its position, checkpoints are the consumer's own, and missing events come from the store. While the brokers are
 * away no events come, and the feed makes new consumers until the brokers are back.
 */
export const kafkaFeed = (needs: KafkaFeedNeeds): EventFeed => ({
  async consume(consumption) {
    const { health, logger, topic, groupId } = needs
    const { signal } = consumption
    let pauseMs = askAgainMs
    let outdated = 0
    while (!signal.aborted) {
      try {
        await consumeFrom(needs, ownFailures(consumption), outdated)
      } catch (thrown) {
        const error = thrown instanceof ConsumerFailure ? thrown.cause : thrown
        const isPassing = error instanceof PartitionsMoved || error instanceof PartitionsAdded || isAway(error)
        if (thrown instanceof ConsumerFailure && !isPassing) throw error
        if (error instanceof PartitionsAdded) outdated = Math.max(outdated, error.told)
        if (isPassing) pauseMs = askAgainMs
        else if (health.failed(error) && !(error instanceof TopicMissing)) {
          logger.error('Kafka gives nothing to read; trying again until it does', { topic, groupId, error })
          pauseMs = askAgainMs
        }
        await sleep(pauseMs, signal)
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
    }
  },
})
