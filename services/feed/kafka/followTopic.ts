import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { Logger } from '#services/logging/logger.ts'
import type { ConsumerHealth } from './feedHealth.ts'

export interface FollowTopic {
  kafka: Kafka
  topic: string
  groupId: string
  signal: AbortSignal
  health: ConsumerHealth
  logger: Logger
  /** The partitions handed to this process have changed: what is known of them may be out of date. */
  onAssigned: () => void
  /** Handles one partition's messages. What it throws ends the following, unless it is `heartbeat`'s, which kafkajs deals with. */
  onBatch: (batch: EachBatchPayload, consumer: Consumer) => Promise<void>
  /** A consumer did not end when told to. */
  onStuck: (error: Error) => void
}

/** A partition whose reader is gone is somebody else's after so long; the brokers' least is usually six seconds. */
const sessionTimeout = 6_000
const heartbeatInterval = 1_500
const rebalanceTimeout = 15_000
const maxWaitTimeInMs = 500
const partitionBytes = 4 * 1024 * 1024
/** kafkajs asks at least twice a second while it is well, and gives up by itself when it is not: longer silence is neither. */
const silentMs = 45_000
const endWithinMs = 20_000
const lookEveryMs = 1_000

const isKafkaError = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS')

const consumerOf = ({ kafka, groupId }: FollowTopic): Consumer =>
  kafka.consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval,
    rebalanceTimeout,
    maxWaitTimeInMs,
    maxBytesPerPartition: partitionBytes,
    maxBytes: 2 * partitionBytes,
    metadataMaxAge: 30_000,
    allowAutoTopicCreation: false,
  })

/** kafkajs may never end a consumer that it has lost track of (tulios/kafkajs issue 1593): that is noticed. */
const end = async (consumer: Consumer, { onStuck, logger }: FollowTopic): Promise<void> => {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), endWithinMs)
  const ended = await Promise.race([consumer.disconnect().catch(() => undefined), late.promise])
  clearTimeout(timer)
  if (ended !== 'late') return
  logger.error('A consumer does not end', { withinMs: endWithinMs })
  onStuck(new Error('A Kafka consumer did not end when it was told to; only a new process is rid of it'))
}

/**
 * Reads a topic as a member of a group until the signal aborts; rejects as soon as the consumer fails, which is never started
 * again by itself: who follows makes a new one. Kafka's offsets are committed now and then, as a hint where to begin.
 */
export const followTopic = async (request: FollowTopic): Promise<void> => {
  const { topic, signal, health, onAssigned, onBatch } = request
  const consumer = consumerOf(request)
  const ended = Promise.withResolvers<void>()
  const fail = (error: unknown): void => ended.reject(error)
  const finish = (): void => ended.resolve()
  let isOver = false
  ended.promise.catch(() => undefined).finally(() => (isOver = true))

  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error))
  consumer.on(consumer.events.FETCH_START, health.polled)
  consumer.on(consumer.events.FETCH, health.polled)
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    health.assigned(payload.memberAssignment[topic]?.length ?? 0)
    health.polled()
    onAssigned()
  })

  const eachBatch = async (batch: EachBatchPayload): Promise<void> => {
    // Told to end, kafkajs goes on for a while with what it has fetched.
    if (isOver || !batch.isRunning() || batch.isStale()) return
    health.working(true)
    try {
      await onBatch(batch, consumer)
    } catch (error) {
      if (isKafkaError(error)) throw error
      fail(error)
    } finally {
      health.working(false)
    }
  }
  health.polled()
  const watch = setInterval(() => {
    if (health.state().pollAgeMs > silentMs) fail(new Error('Kafka was not asked for messages for too long'))
  }, lookEveryMs)
  signal.addEventListener('abort', finish)
  try {
    if (signal.aborted) return
    const starting = (async () => {
      await consumer.connect()
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch })
    })()
    starting.catch(fail)
    await ended.promise
  } finally {
    clearInterval(watch)
    signal.removeEventListener('abort', finish)
    await end(consumer, request)
    health.assigned(0)
  }
}
