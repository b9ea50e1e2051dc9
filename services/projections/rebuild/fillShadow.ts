import type { EventType } from '#events/catalogue.ts'
import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { Parking } from '../fold/parking.ts'
import type { View } from '../fold/view.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import { logFold, type LogFold, type Straggler } from './foldLog.ts'
import type { Shadow } from './shadowSchema.ts'
import { tableFillers } from './tableFillers.ts'
import { refuseMissingKeys } from './unreadableLog.ts'

export interface PassRequest {
  log: LogRuns
  pool: Pool
  codec: ViewCodec
  shadow: Shadow
  /** With those they follow: the tables of all of them are filled. */
  views: readonly View[]
  upto: Position
  parks: Parking
  onEvents: (position: Position) => void
}
export interface Passed {
  parked: readonly ParkedEvent[]
  stragglers: readonly Straggler[]
  /** An event found unreadable only when a row was finished is parked now; the log has to be folded again without it. */
  isFlawed: boolean
}

/** Events folded together; also how many may lie in memory unfolded. */
const runEvents = 5_000

/** Types of events that the views read; null: every one. */
const typesOf = (views: readonly View[]): readonly EventType[] | null =>
  views.some(({ types }) => types === null) ? null : [...new Set(views.flatMap(({ types }) => types ?? []))]

const fillFrom = async (request: PassRequest, fold: LogFold, fill: ReturnType<typeof tableFillers>): Promise<void> => {
  const { log, views, upto, parks, onEvents } = request
  for await (const run of log.runs({ after: 0, upto, types: typesOf(views), size: runEvents })) {
    const finished = await fold.take(run)
    refuseMissingKeys(parks.parked())
    await fill.add(finished)
    onEvents(run.at(-1)!.position)
  }
  for await (const rows of fold.rest()) {
    refuseMissingKeys(parks.parked())
    await fill.finish(rows)
  }
}

/**
 * One pass over the log into fresh tables of these views. Finished rows stream into their tables
 * while it goes on. @throws KeysMissing
 */
export const fillShadow = async (request: PassRequest): Promise<Passed> => {
  const { pool, codec, shadow, views, parks } = request
  const fold = logFold(views, { codec, parks })
  const fill = tableFillers(pool, shadow)
  try {
    await fillFrom(request, fold, fill)
  } catch (error) {
    await fill.abandon()
    throw error
  }
  return { parked: parks.parked(), stragglers: fold.stragglers(), isFlawed: fold.isFlawed() }
}
