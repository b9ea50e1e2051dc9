import type { Position } from '#events/envelope.ts'
import type { Connection } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ParkedEvent } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { projectEvents, type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import { scanLog } from './scanLog.ts'

export interface CatchUpRequest {
  /** Reads the log. */
  log: Connection
  /** A connection whose table names mean the shadow's. */
  shadow: Queryable
  codec: ViewCodec
  views: ReadonlySet<ViewName>
  after: Position
  upto: Position
}

const runEvents = 5_000

/** Applies a further stretch of the log to filled tables, the way the live projector does. Answers what it had to park. */
export const catchUp = async ({ log, shadow, codec, views, after, upto }: CatchUpRequest): Promise<ParkedEvent[]> => {
  const parked: ParkedEvent[] = []
  for await (const run of scanLog(log, { after, upto, types: null, size: runEvents })) {
    const batch = await projectEvents(shadow, await viewEvents(codec, run), views)
    parked.push(...batch.parked)
  }
  return parked
}

/** Sessions that were finished before these events came take them now; nothing else changes by them. */
export const applyStragglers = async (shadow: Queryable, stragglers: readonly ViewEvent[]): Promise<void> => {
  for (let from = 0; from < stragglers.length; from += runEvents)
    await projectEvents(shadow, stragglers.slice(from, from + runEvents), new Set(['session_list']))
}
