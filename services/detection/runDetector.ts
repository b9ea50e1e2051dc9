import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { Effect, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventCodec, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { recall, saveMemory } from './detectorState.ts'
import { type Opening, openReadable } from './openReadable.ts'
import { anomalyIdOf, compare, raise } from './raise.ts'
import type { Finding } from './rule.ts'
import { peopleIn, watch } from './watch.ts'

export interface Detector {
  feed: EventFeed
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  writer: Pool
  /** Told how it does. */
  standing?: ConsumerStanding
  clock: Clock
  logger: Logger
}

const name = 'detector'
const batchLimit = 5_000

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
  const { findings, changed } = watch(await recall(writer, peopleIn(observed)), observed)
  // Anomalies first: after a crash in between, the same events find the same anomalies, which then stand already.
  const compareUntil = findings.length === 0 ? 0 : await readBegan(writer, name)
  for (const finding of findings) await settle(detector, finding, compareUntil)
  return (connection) => saveMemory(connection, changed)
}

/**
 * Watches the log until `signal` aborts. Rules are pure, what they remember and how far they read is one transaction, and an
 * anomaly's id follows from its cause: delivery as often as it may raises each once. A state that was lost is built again
 * from the log, and what is found on the way is compared with the log instead of raised.
 */
export const runDetector = (detector: Detector & { signal: AbortSignal }): Promise<void> => {
  const { feed, store, writer, standing = consumerStanding(), clock, logger, signal } = detector
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('The rules passed over an event whose key is missing', { position, error })
  return runConsumer({
    name,
    feed,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, name, () => store.head()),
    limit: batchLimit,
    handle: (stretch) => handle({ ...detector, onKeyMissing }, stretch),
    standing,
    clock,
    logger,
    signal,
  })
}
