import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { View } from '../fold/view.ts'
import { projectEvents, type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import { viewsNamed } from '../views.ts'
import type { Straggler } from './foldLog.ts'

export interface CatchUpRequest {
  log: LogRuns
  /** Connections on which table names mean the shadow's tables. */
  inside: Pool
  codec: ViewCodec
  views: readonly View[]
  after: Position
  upto: Position
  /** Answers whether to apply an event; absent: apply all. */
  covers?: (event: { tenantId: string; position: Position }) => boolean
  onEvents: (position: Position) => void
}

const everything = (): boolean => true
/** A batch is held in memory with the rows it changes, and garbage of as much. */
const runEvents = 2_000

/**
 * Applies a further stretch of the log to filled tables, as the live projector does. Answers the events it parked. Each run has
 * a transaction of its own, so that the server may clear away rows that were changed since.
 */
export const catchUp = async (request: CatchUpRequest): Promise<ParkedEvent[]> => {
  const { log, inside, codec, views, after, upto, covers = everything, onEvents } = request
  const parked: ParkedEvent[] = []
  for await (const read of log.runs({ after, upto, types: null, size: runEvents })) {
    const run = read.filter(covers)
    if (run.length === 0) continue
    const events = await viewEvents(codec, run)
    const batch = await transaction(inside, (connection) => projectEvents(connection, events, views))
    parked.push(...batch.parked)
    onEvents(read.at(-1)!.position)
  }
  return parked
}

/**
 * Applies events whose rows were finished before they came. The views that follow those views do not change by them.
 */
export const applyStragglers = async (request: {
  log: LogRuns
  shadow: Queryable
  codec: ViewCodec
  stragglers: readonly Straggler[]
}): Promise<void> => {
  const { log, shadow, codec, stragglers } = request
  for (const [view, ofIt] of Map.groupBy(stragglers, (straggler) => straggler.view)) {
    const positions = ofIt.map(({ position }) => position)
    for (let from = 0; from < positions.length; from += runEvents) {
      const events = await log.readAt(positions.slice(from, from + runEvents))
      await projectEvents(shadow, await viewEvents(codec, events), viewsNamed([view]))
    }
  }
}
