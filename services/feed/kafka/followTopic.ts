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
  /** The partitions handed to this process have changed: what the caller knows of them may be outdated. */
  onAssigned: () => void
  /**
   * Handles messages of one partition. If it throws, following ends; only errors of kafkajs itself, such as
   * `heartbeat`'s, are left to kafkajs.
   */
  onBatch: (batch: EachBatchPayload, consumer: Consumer) => Promise<void>
  /** Called when a consumer did not end after it was told to. */
  onStuck: (error: Error) => void
}

/** When a reader is gone this long, its partition goes to another; brokers usually accept no less than six seconds. */
const sessionTimeout = 6_000
const heartbeatInterval = 1_500
const rebalanceTimeout = 15_000
const maxWaitTimeInMs = 500
const partitionBytes = 4 * 1024 * 1024
/**
 * A working consumer asks Kafka at least twice a second, and a failing one gives up by itself. One that is silent for
 * longer than this does neither.
 */
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

/**
 * kafkajs may never end a consumer that it has lost track of (tulios/kafkajs issue 1593), so we wait only this long and
 * report it.
 */
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
 * Reads a topic as a member of a group until the signal aborts, and rejects as soon as the consumer fails. The consumer
 * is never restarted: the caller makes a new one. Offsets are committed to Kafka now and then, as a hint where to
 * begin.
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
    // kafkajs still hands over messages it has fetched after it was told to end.
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
