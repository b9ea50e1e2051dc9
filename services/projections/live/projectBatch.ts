import type { Position } from '#events/envelope.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import { type FeedBatch, PartitionsMoved } from '#services/feed/eventFeed.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { ParkedEvent } from '../fold/parking.ts'
import { type ViewEvent, withdrawn } from '../fold/viewEvent.ts'
import { isRefusedValue } from '../tables/refusedValue.ts'
import { lockCheckpoint, saveCheckpoint } from './checkpoints.ts'
import { freshPlans } from './freshPlans.ts'
import { parkEvents } from './parkedEvents.ts'
import { projectEvents, type ViewCodec, viewEvents } from './projectEvents.ts'
import { changesOf, writeChanges } from './writeChanges.ts'

export interface BatchDependencies {
  pool: Pool
  codec: ViewCodec
  clock: Clock
  onParked: (parked: readonly ParkedEvent[]) => void
}

interface Stretch {
  partition: number
  /** Exclusive. */
  from: Position
  events: readonly ViewEvent[]
  to: Position
}

type Prepared = BatchDependencies & { replan: ReturnType<typeof freshPlans> }

/** Rows, what changed, and checkpoint in one transaction. What the views have read already changes nothing. */
const project = (prepared: Prepared, { partition, from, events, to }: Stretch): Promise<void> =>
  transaction(prepared.pool, async (connection) => {
    const { clock, onParked, replan } = prepared
    const after = await lockCheckpoint(connection, partition)
    // Moved back since: what lies between was not handed over.
    if (after < from) throw new PartitionsMoved()
    if (to <= after) return
    await replan(connection, to)
    const fresh = events.filter(({ position }) => position > after)
    if (fresh.length > 0) {
      const batch = await projectEvents(connection, fresh)
      await parkEvents(connection, batch.parked)
      await writeChanges(connection, { after, upto: to }, changesOf(batch), instant(clock))
      onParked(batch.parked)
    }
    await saveCheckpoint(connection, partition, to)
  })

/** Where the database refuses a row, halves of the stretch are tried until the one event behind it is known, and withdrawn. */
const projectOrSplit = async (dependencies: Prepared, stretch: Stretch): Promise<void> => {
  const { partition, from, events, to } = stretch
  try {
    await project(dependencies, stretch)
  } catch (error) {
    if (!isRefusedValue(error)) throw error
    if (events.length === 1) return project(dependencies, { partition, from, events: events.map(withdrawn), to })
    const half = events.slice(0, Math.ceil(events.length / 2))
    const middle = half.at(-1)!.position
    await projectOrSplit(dependencies, { partition, from, events: half, to: middle })
    await projectOrSplit(dependencies, { partition, from: middle, events: events.slice(half.length), to })
  }
}

/** Makes batches readable while the one before is still being stored. */
export const batchProjector = (dependencies: BatchDependencies) => {
  const prepared = { ...dependencies, replan: freshPlans() }
  let storing: Promise<void> = Promise.resolve()
  /** A failure is told once: whoever hears of it reads the log from the checkpoint again. */
  const finish = (): Promise<void> => {
    const before = storing
    storing = Promise.resolve()
    return before
  }
  return {
    /** Resolves when the batch is readable and the one before it stored; rejects with the failure of either. */
    async take({ partition, from, events, to, head }: FeedBatch): Promise<void> {
      const readable = await viewEvents(dependencies.codec, events)
      await finish()
      storing = projectOrSplit(prepared, { partition, from, events: readable, to })
      // Whoever waits next hears of it.
      storing.catch(() => undefined)
      if (to >= head) await finish()
    },
    finish,
  }
}
