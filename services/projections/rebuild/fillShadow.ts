import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { Parking } from '../fold/parking.ts'
import { typesOf, type View } from '../fold/view.ts'
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
  /** The views to fill, including those they follow. */
  views: readonly View[]
  upto: Position
  parks: Parking
  onEvents: (position: Position) => void
}
export interface Passed {
  parked: readonly ParkedEvent[]
  stragglers: readonly Straggler[]
  /**
   * An event turned out to be unreadable when its row was finished. It is parked now, and the log must be folded again
   * without it.
   */
  isFlawed: boolean
}

/** How many events are folded together, and at most lie in memory before they are folded. */
const runEvents = 1_000

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
 * Reads the log once into fresh tables of these views. Finished rows are copied into their tables meanwhile.
 * @throws KeysMissing
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
