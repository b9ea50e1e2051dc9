import type { Ambient } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import type { Effect, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import type { ConsumerStanding } from '#services/consumers/consumerStanding.ts'
import { type Opening, openReadable } from '#services/consumers/openReadable.ts'
import { dropParked } from '#services/consumers/parkedEvents.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { decidingTypes } from './namedOperation.ts'
import { operationLog } from './operationLog.ts'
import { startMissing, type StartMissingNeeds } from './startMissing.ts'

export interface Starter {
  feed: EventFeed
  codec: Opening['codec']
  log: Pick<EventLog, 'readAt' | 'head'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots' | 'head'>
  views: StartMissingNeeds['views']
  policies: StartMissingNeeds['policies']
  writer: Pool
  standing: ConsumerStanding
  ambient: Ambient
  logger: Logger
  signal: AbortSignal
  /** How old a decision must be before its process counts as dead. Milliseconds. */
  patienceMs?: number
}

export const starterName = 'operations'
const batchLimit = 500
/** A block waits for the views before its operation starts, which takes 5 s at most. */
const longestStartMs = 10_000

const forgetEverything = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await dropParked(connection, starterName)
    await dropCheckpoints(connection, starterName)
  })

type Reading = Starter & Pick<Opening, 'onKeyMissing'> & { start: ReturnType<typeof startMissing> }

const handle = async (reading: Reading, { events }: Stretch): Promise<Effect | null> => {
  const { writer, ambient, logger, signal, start, patienceMs = longestStartMs } = reading
  if (events.length === 0) return null
  const began = await readBegan(writer, starterName)
  const due = await openReadable(
    reading,
    events.filter(({ position }) => position > began),
  )
  for (const event of due) {
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
  const { feed, log, store, views, policies, writer, standing, ambient, logger, signal } = starter
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('A decision was passed over because its key is missing', { position, error })
  const start = startMissing({ log: operationLog(store, ambient), views, policies })
  return runConsumer({
    name: starterName,
    feed,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, starterName, () => store.head()),
    types: decidingTypes,
    limit: batchLimit,
    handle: (stretch) => handle({ ...starter, onKeyMissing, start }, stretch),
    log,
    retriesParked: true,
    forget: () => forgetEverything(writer),
    standing,
    clock: ambient.clock,
    logger,
    signal,
  })
}
