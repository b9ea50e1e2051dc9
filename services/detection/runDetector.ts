import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { Effect } from '#services/consumers/consumer.ts'
import { type Reading, runReader } from '#services/consumers/runReader.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { forgetMemory, recall, saveMemory } from './keptMemory.ts'
import { observedTypes } from './observe.ts'
import { anomalyIdOf, compare, raise } from './raise.ts'
import type { Finding } from './rule.ts'
import { watch } from './watch.ts'

export interface Detector extends Omit<Reading, 'signal'> {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
}

export const detectorName = 'detector'
const batchLimit = 5_000

const settle = async ({ store, clock, logger }: Detector, finding: Finding, compareUntil: Position): Promise<void> => {
  if (finding.cause.position > compareUntil) return raise(store, finding, clock)
  const compared = await compare(store, finding)
  if (compared === 'same') return
  const fields = { compared, anomalyId: anomalyIdOf(finding), rule: finding.rule, causeEventId: finding.cause.id }
  logger.warn('Rebuilding the detector found what the log does not hold', fields)
}

const handle = async (
  detector: Detector,
  observed: readonly Recorded<RollcallEvent>[],
  began: () => Promise<Position>,
): Promise<Effect> => {
  const watched = watch(await recall(detector.writer, observed), observed)
  const { findings } = watched
  // Anomalies are raised before the memory is saved: after a crash in between, the same events give the same anomalies,
  // which are then found raised already.
  const compareUntil = findings.length === 0 ? 0 : await began()
  for (const finding of findings) await settle(detector, finding, compareUntil)
  return (connection) => saveMemory(connection, watched, observed)
}

/**
 * Watches the log until `signal` aborts. The rules have no side effects, their memory and checkpoint are saved in one
 * transaction, and an anomaly's id is derived from its cause; so each anomaly is raised once, however often events are
 * delivered. When the memory is lost, the detector builds it again from the log, and compares what it finds on the way
 * with the log instead of raising it.
 */
export const runDetector = (detector: Detector & Pick<Reading, 'signal'>): Promise<void> =>
  runReader({
    ...detector,
    name: detectorName,
    types: observedTypes,
    limit: batchLimit,
    handleReadable: (observed, began) => handle(detector, observed, began),
    forgetMemory,
  })
