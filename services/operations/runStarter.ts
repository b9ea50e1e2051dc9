import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import { keptContext } from '#services/commands/keptContext.ts'
import type { Effect } from '#services/consumers/consumer.ts'
import { type Reading, runReader } from '#services/consumers/runReader.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { decidingTypes } from './namedOperation.ts'
import { operationLog } from './operationLog.ts'
import { startMissing, type StartMissingNeeds } from './startMissing.ts'

export interface Starter extends Omit<Reading, 'clock'> {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  views: StartMissingNeeds['views']
  policies: StartMissingNeeds['policies']
  ambient: Ambient
  /** How old a decision must be before its process counts as dead. Milliseconds. */
  patienceMs?: number
}

export const starterName = 'operations'
const batchLimit = 500
/** A block waits for the views before its operation starts, which takes 5 s at most. */
const longestStartMs = 10_000

type Start = ReturnType<typeof startMissing>

const handle = async (
  { ambient, logger, signal, patienceMs = longestStartMs }: Starter,
  start: Start,
  decisions: readonly Recorded<RollcallEvent>[],
  began: Position,
): Promise<Effect> => {
  for (const event of decisions) {
    if (event.position <= began) continue
    const waitMs = Date.parse(event.at) + patienceMs - ambient.clock.now()
    if (waitMs > 0) await sleep(waitMs, signal)
    signal.throwIfAborted()
    if (await start(event))
      logger.warn('started an operation whose process died after the decision', { causationId: event.id })
  }
  return async () => undefined
}

/**
 * Reads decisions until `signal` aborts, and starts the operation of each that its process left without. What was decided before
 * the first start is left as it is.
 */
export const runStarter = (starter: Starter): Promise<void> => {
  const { store, views, policies, ambient } = starter
  const kept = keptContext({ tenant: async (tenantId) => (await policies.read(tenantId)).tenant })
  const start = startMissing({ log: operationLog(store, ambient, kept), views, policies })
  return runReader({
    ...starter,
    name: starterName,
    types: decidingTypes,
    limit: batchLimit,
    handleReadable: async (decisions, began) => handle(starter, start, decisions, await began()),
    clock: ambient.clock,
  })
}
