import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { View } from '../fold/view.ts'
import { projectEvents, type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import { viewsNamed } from '../views.ts'
import type { Straggler } from './foldLog.ts'

export interface CatchUpRequest {
  log: LogRuns
  /** A connection on which table names mean the shadow's tables. */
  shadow: Queryable
  codec: ViewCodec
  views: readonly View[]
  after: Position
  upto: Position
  /** Answers whether to apply an event; absent: apply all. */
  covers?: (event: { tenantId: string; position: Position }) => boolean
}

const everything = (): boolean => true
const runEvents = 5_000

/** Applies a further stretch of the log to filled tables, as the live projector does. Answers the events it parked. */
export const catchUp = async (request: CatchUpRequest): Promise<ParkedEvent[]> => {
  const { log, shadow, codec, views, after, upto, covers = everything } = request
  const parked: ParkedEvent[] = []
  for await (const read of log.runs({ after, upto, types: null, size: runEvents })) {
    const run = read.filter(covers)
    if (run.length === 0) continue
    const batch = await projectEvents(shadow, await viewEvents(codec, run), views)
    parked.push(...batch.parked)
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
