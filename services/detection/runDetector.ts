import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { Effect, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { dropParked } from '#services/consumers/parkedEvents.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { forgetMemory, recall, saveMemory } from './keptMemory.ts'
import { observedTypes } from './observe.ts'
import { type Opening, openReadable } from '#services/consumers/openReadable.ts'
import { anomalyIdOf, compare, raise } from './raise.ts'
import type { Finding } from './rule.ts'
import { watch } from './watch.ts'

export interface Detector {
  feed: EventFeed
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne' | 'isForgotten'>
  log: Pick<EventLog, 'readAt' | 'head'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  writer: Pool
  /** The detector reports its progress here. */
  standing?: ConsumerStanding
  clock: Clock
  logger: Logger
}

export const detectorName = 'detector'
const batchLimit = 5_000

const forgetEverything = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await forgetMemory(connection)
    await dropParked(connection, detectorName)
    await dropCheckpoints(connection, detectorName)
  })

const settle = async ({ store, clock, logger }: Detector, finding: Finding, compareUntil: Position): Promise<void> => {
  if (finding.cause.position > compareUntil) return raise(store, finding, clock)
  const compared = await compare(store, finding)
  if (compared === 'same') return
  const fields = { compared, anomalyId: anomalyIdOf(finding), rule: finding.rule, causeEventId: finding.cause.id }
  logger.warn('Rebuilding the detector found what the log does not hold', fields)
}

const handle = async (detector: Detector & Opening, { events }: Stretch): Promise<Effect | null> => {
  const { writer } = detector
  const observed = await openReadable(detector, events)
  if (observed.length === 0) return null
  const watched = watch(await recall(writer, observed), observed)
  const { findings } = watched
  // Anomalies are raised before the memory is saved: after a crash in between, the same events give the same anomalies,
  // which are then found raised already.
  const compareUntil = findings.length === 0 ? 0 : await readBegan(writer, detectorName)
  for (const finding of findings) await settle(detector, finding, compareUntil)
  return (connection) => saveMemory(connection, watched, observed)
}

/**
 * Watches the log until `signal` aborts. The rules have no side effects, their memory and checkpoint are saved in one
 * transaction, and an anomaly's id is derived from its cause; so each anomaly is raised once, however often events are
 * delivered. When the memory is lost, the detector builds it again from the log, and compares what it finds on the way
 * with the log instead of raising it.
 */
export const runDetector = (detector: Detector & { signal: AbortSignal }): Promise<void> => {
  const { feed, log, store, writer, standing = consumerStanding(), clock, logger, signal } = detector
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('The rules passed over an event whose key is missing', { position, error })
  return runConsumer({
    name: detectorName,
    feed,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, detectorName, () => store.head()),
    types: observedTypes,
    limit: batchLimit,
    handle: (stretch) => handle({ ...detector, onKeyMissing }, stretch),
    log,
    retriesParked: true,
    forget: () => forgetEverything(writer),
    standing,
    clock,
    logger,
    signal,
  })
}
