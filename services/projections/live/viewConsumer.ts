import { type Clock, instant } from '#services/ambient/clock.ts'
import type { Consumer, Stretch } from '#services/consumers/consumer.ts'
import { type ParkedEvent, parkEvents } from '#services/consumers/parkedEvents.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { typesOf } from '../fold/view.ts'
import { type ViewEvent, withdrawn } from '../fold/viewEvent.ts'
import { isRefusedValue } from '../tables/refusedValue.ts'
import { views } from '../views.ts'
import { freshKeys, type ProjectorCodec } from './freshKeys.ts'
import { freshPlans } from './freshPlans.ts'
import { openAhead } from './openAhead.ts'
import { projectEvents, viewEvents } from './projectEvents.ts'
import { viewCheckpoints } from './viewCheckpoints.ts'
import { changesOf, type ReadStretch, writeChanges } from './writeChanges.ts'

export interface ViewConsumerNeeds {
  pool: Pool
  log: Consumer['log']
  codec: ProjectorCodec
  clock: Clock
  logger: Logger
}

/**
 * Large enough to spread a transaction's cost, small enough that readers see rows move while the projector catches up. For
 * a session that begins and ends within a batch, the indexes are written once.
 */
const batchEvents = 10_000

/** Events that were opened with the keys of an epoch. */
interface Prepared {
  epoch: number
  events: readonly ViewEvent[]
  again: () => Promise<Prepared>
}

/** The parts of a consumer that make it the one that keeps all views. */
export const viewConsumer = ({
  pool,
  log,
  codec,
  clock,
  logger,
}: ViewConsumerNeeds): Omit<Consumer, 'feed' | 'standing' | 'signal'> => {
  const replan = freshPlans()
  const knowOnlyKeysThatAre = freshKeys(codec)
  const tellParked = (parked: readonly ParkedEvent[]): void =>
    parked.forEach((event) => logger.error('a view could not take an event; it is parked', { ...event }))

  /** Stores the rows and what changed in them. Events that the views have read already change nothing. */
  const project = async (connection: Queryable, prepared: Prepared, { after, upto }: ReadStretch): Promise<void> => {
    await replan(connection, upto)
    await knowOnlyKeysThatAre(connection)
    const { events } = prepared.epoch === codec.epoch() ? prepared : await prepared.again()
    const fresh = events.filter(({ position }) => position > after)
    if (fresh.length === 0) return
    const batch = await projectEvents(connection, fresh)
    await parkEvents(connection, batch.parked)
    await writeChanges(connection, { after, upto }, changesOf(batch), instant(clock))
    tellParked(batch.parked)
  }
  const effectOf =
    ({ to }: Stretch, prepared: Prepared) =>
    (connection: Queryable, after: number): Promise<void> =>
      project(connection, prepared, { after, upto: to })

  const prepare = async (stored: readonly StoredEvent[]): Promise<Prepared> => {
    const epoch = codec.epoch()
    const events = await viewEvents(codec, stored)
    await openAhead(events)
    return { epoch, events, again: () => prepare(stored) }
  }
  const prepareWithdrawn = async (stored: readonly StoredEvent[]): Promise<Prepared> => {
    const epoch = codec.epoch()
    const events = (await viewEvents(codec, stored)).map(withdrawn)
    return { epoch, events, again: () => prepareWithdrawn(stored) }
  }

  return {
    name: 'projector',
    pool,
    log,
    checkpoints: viewCheckpoints(pool),
    types: typesOf(views),
    limit: batchEvents,
    isIndependent: true,
    handle: async (stretch) => effectOf(stretch, await prepare(stretch.events)),
    isAtFault: isRefusedValue,
    setAside: async (stretch) => effectOf(stretch, await prepareWithdrawn(stretch.events)),
    clock,
    logger,
  }
}
