import { sleep } from '#services/ambient/sleep.ts'
import kafkajs, { type Admin, type Kafka, type Producer } from 'kafkajs'
import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import { followLog, type LogRead, LogWentBack } from '#services/eventStore/followLog.ts'
import { type Leadership, whileLeader } from '#services/leases/whileLeader.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { countPartitions, openEventsTopic } from './eventsTopic.ts'
import { relayWriter } from './relayBatch.ts'
import {
  OriginChanged,
  readOrigin,
  RelayFenced,
  type RelayProgress,
  renewOrigin,
  saveProgress,
  takeOver,
} from './relayProgress.ts'
import type { RelayHealth } from './feedHealth.ts'
import type { MessageSeal } from './messageSeal.ts'

// kafkajs is a CommonJS module: Node finds only some of its exports by name.
const { CompressionTypes } = kafkajs

export interface RelayNeeds {
  kafka: Kafka
  topic: string
  /** The number of partitions for a topic that the relay has to create. */
  partitions: number
  log: Pick<EventLog, 'readWanted' | 'onAppended'>
  writer: Queryable
  seal: MessageSeal
  /** Different in each process and each start. */
  holder: string
  clock: Clock
  /** Milliseconds, monotonic. */
  now: () => number
  logger: Logger
  signal: AbortSignal
  health: RelayHealth
  /** Called when this process begins or stops relaying. */
  onLead?: (leads: boolean) => void
  ttlMs?: number
}

const compression = CompressionTypes.ZSTD
const readLimit = 2_000
const watermarkEveryMs = 1_000
/**
 * While events come, watermarks come this often, so that quiet partitions do not look late. They do not come more
 * often, because each costs the partition's readers a transaction.
 */
const watermarkAmongEventsMs = (partitions: number): number => Math.max(50, 8 * partitions)
const lookForPartitionsEveryMs = 5_000
const longestPauseMs = 5_000

/**
 * The topic has another number of partitions than before: the relay begins again and spreads events over all of them.
 */
class PartitionsAdded extends Error {}

/** What the relay works with until it fails or ends. */
interface Copying {
  needs: RelayNeeds
  leadership: Leadership
  progress: RelayProgress
  partitions: number
  producer: Producer
  admin: Admin
}

/** Sends one run at a time. The next run is read while one is being sent. */
const sender = ({ needs, leadership, progress, partitions, producer, admin }: Copying) => {
  const { topic, writer, clock, now, health } = needs
  const { fence } = leadership
  const write = relayWriter({ progress, fence, partitions, seal: needs.seal, now: () => clock.now() })
  let marked: Position = -1
  let markedAt = Number.NEGATIVE_INFINITY
  let lookedAt = now()
  let sending: Promise<void> = Promise.resolve()

  const look = async (): Promise<void> => {
    if (now() - lookedAt < lookForPartitionsEveryMs) return
    lookedAt = now()
    if ((await countPartitions(admin, topic)) !== partitions) throw new PartitionsAdded()
    if ((await readOrigin(writer, topic)) !== progress.origin) throw new OriginChanged()
  }
  const send = async ({ items, to }: LogRead<StoredEvent>): Promise<void> => {
    await look()
    const { messages, tenants } = write.events(items)
    // Until a watermark covers the newest events, quiet partitions look late; so after new events the next watermark
    // comes sooner.
    const everyMs = to > marked ? watermarkAmongEventsMs(partitions) : watermarkEveryMs
    if (now() - markedAt >= everyMs) {
      messages.push(...write.watermarks(to))
      ;[marked, markedAt] = [to, now()]
    }
    if (messages.length > 0) await producer.sendBatch({ acks: -1, compression, topicMessages: [{ topic, messages }] })
    if (items.length > 0) await saveProgress(writer, { topic, fence, origin: progress.origin, position: to, tenants })
    health.relayed(to, items.length)
  }
  return {
    async take(read: LogRead<StoredEvent>): Promise<void> {
      await sending
      sending = send(read)
      // The next `take` or `finish` awaits it too and gets the failure.
      sending.catch(() => undefined)
      // At the log's end there is nothing to read meanwhile, so we wait: a failure then shows at once, not at the next
      // read.
      if (read.isAll) await sending
    },
    finish: (): Promise<void> => sending,
  }
}

const copyOn = async (copying: Copying): Promise<void> => {
  const { needs, leadership, progress } = copying
  const sending = sender(copying)
  await followLog({
    log: needs.log,
    after: progress.position,
    limit: readLimit,
    types: () => null,
    signal: leadership.signal,
    open: (events) => events,
    onRead: sending.take,
  })
  await sending.finish()
}

/** Copies the log from the checkpoint on until the signal aborts or something fails. */
const copyLog = async (needs: RelayNeeds, leadership: Leadership): Promise<void> => {
  const { kafka, topic, writer, logger, health } = needs
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  const admin = kafka.admin()
  try {
    await admin.connect()
    const { partitions, differences } = await openEventsTopic(admin, topic, needs.partitions)
    health.topicDiffers(differences)
    if (differences.length > 0) logger.warn('The topic is other than Rollcall would make it', { topic, differences })
    await producer.connect()
    const progress = await takeOver(writer, topic, leadership.fence)
    logger.info('Relaying', { topic, partitions, position: progress.position, fence: leadership.fence })
    await copyOn({ needs, leadership, progress, partitions, producer, admin })
  } finally {
    await Promise.allSettled([producer.disconnect(), admin.disconnect()])
  }
}

/** Messages copied from the lost log must not pass for messages of the present one. */
const beginAnew = async ({ writer, topic, logger }: RelayNeeds, { after, head }: LogWentBack): Promise<void> => {
  logger.error('The log went back: it is copied under another name from its end', { topic, after, head })
  await renewOrigin(writer, topic, head)
}

/** Keeps copying: after a failure it begins again from the checkpoint with a new producer. */
const lead = async (needs: RelayNeeds, leadership: Leadership): Promise<void> => {
  const { topic, logger, health } = needs
  const { signal } = leadership
  let pauseMs = 200
  while (!signal.aborted) {
    const before = health.position()
    try {
      await copyLog(needs, leadership)
    } catch (error) {
      if (error instanceof RelayFenced) return
      if (error instanceof PartitionsAdded) logger.info('The topic has other partitions than before', { topic })
      else if (error instanceof OriginChanged)
        logger.warn('What the topic holds is of a log that is no more', { topic })
      else if (error instanceof LogWentBack) await beginAnew(needs, error)
      else {
        if (health.failed(error)) logger.error('Nothing is relayed; trying again until it works', { topic, error })
        pauseMs = health.position() === before ? Math.min(pauseMs * 2, longestPauseMs) : 200
        await sleep(pauseMs, signal)
      }
    }
  }
}

/**
 * Copies the log to the topic, in order, from the position that the brokers have acknowledged, until the signal aborts.
 * Of all processes that run it, only one copies; when it dies, another takes over within ten seconds. Readers recognise
 * repeated messages by their position.
 */
export const runRelay = (needs: RelayNeeds): Promise<void> => {
  const { writer, topic, holder, signal, now, logger, health, onLead, ttlMs } = needs
  return whileLeader({
    database: writer,
    name: `relay ${topic}`,
    holder,
    signal,
    now,
    logger,
    lead: (leadership) => lead(needs, leadership),
    onChange(leads) {
      health.leads(leads)
      onLead?.(leads)
    },
    ...(ttlMs === undefined ? {} : { ttlMs }),
  })
}
