import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed, FeedBatch } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { adoptPartitions, type Checkpoint, readCheckpoint, recall, saveState } from './detectorState.ts'
import { type Opening, openReadable } from './openReadable.ts'
import { anomalyIdOf, compare, raise } from './raise.ts'
import type { Finding } from './rule.ts'
import { peopleIn, watch } from './watch.ts'

export interface Detector {
  feed: EventFeed
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  writer: Pool
  clock: Clock
  logger: Logger
  /** Called after each batch with how far the rules have looked. */
  onProgress?: (partition: number, position: Position) => void
}

const batchLimit = 5_000
/** Where nothing was found or remembered, the checkpoint moves once in so many events, or so long. */
const eventsBetweenCheckpoints = 1_000
const betweenCheckpointsMs = 10_000

/** A partition as this process reads it. */
interface Reading extends Checkpoint {
  unsaved: number
  /** Milliseconds since the epoch. */
  savedAt: number
}

const settle = async ({ store, clock, logger }: Detector, reading: Reading, finding: Finding): Promise<void> => {
  if (finding.cause.position > reading.compareUntil) return raise(store, finding, clock)
  const compared = await compare(store, finding)
  if (compared === 'same') return
  const fields = { compared, anomalyId: anomalyIdOf(finding), rule: finding.rule, causeEventId: finding.cause.id }
  logger.warn('Rebuilding the detector found what the log does not hold', fields)
}

const handle = async (detector: Detector & Opening, reading: Reading, batch: FeedBatch): Promise<void> => {
  const observed = await openReadable(detector, batch.events)
  const memory = await recall(detector.writer, peopleIn(observed))
  const { findings, changed } = watch(memory, observed)
  // Anomalies first: after a crash in between, the same events find the same anomalies, which then stand already.
  for (const finding of findings) await settle(detector, reading, finding)
  reading.unsaved += batch.events.length
  const now = detector.clock.now()
  const isDue = reading.unsaved >= eventsBetweenCheckpoints || now - reading.savedAt >= betweenCheckpointsMs
  if ((observed.length > 0 || isDue) && batch.to > reading.position) {
    const { partition, to } = batch
    await saveState(detector.writer, { partition, from: reading.position, to }, changed)
    Object.assign(reading, { position: to, unsaved: 0, savedAt: now })
  }
  detector.onProgress?.(batch.partition, batch.to)
}

/**
 * Watches the log until `signal` aborts. Rules are pure, what they remember and how far they read is one transaction, and an
 * anomaly's id follows from its cause: delivery as often as it may raises each once. A state that was lost is built again
 * from the log, and what is found on the way is compared with the log instead of raised.
 */
export const runDetector = async (detector: Detector & { signal: AbortSignal }): Promise<void> => {
  const readings = new Map<number, Reading>()
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    detector.logger.error('The rules passed over an event whose key is missing', { position, error })
  await detector.feed.consume({
    limit: batchLimit,
    signal: detector.signal,
    adopt: async (partitions) => adoptPartitions(detector.writer, partitions, await detector.store.head()),
    checkpoint: async (partition) => {
      const checkpoint = await readCheckpoint(detector.writer, partition)
      readings.set(partition, { ...checkpoint, unsaved: 0, savedAt: detector.clock.now() })
      return checkpoint.position
    },
    onBatch: (batch) => handle({ ...detector, onKeyMissing }, readings.get(batch.partition)!, batch),
  })
}
