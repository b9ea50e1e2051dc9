import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { Parking } from '../fold/parking.ts'
import type { RowsByTable } from '../fold/rowsByTable.ts'
import { typesOf, type View } from '../fold/view.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { TableRows } from '../tables/upsertRows.ts'
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
  foreseen: RowsByTable
  /** Roughly how much memory may be taken by rows that are not finished. */
  mostKeptBytes: number
  onEvents: (position: Position) => void
}
export interface Passed {
  /** The rows are what they are after the event at this position: before `upto` where too many would have been kept. */
  reached: Position
  parked: readonly ParkedEvent[]
  stragglers: readonly Straggler[]
  /**
   * An event turned out to be unreadable when its row was finished. It is parked now, and the log must be folded again
   * without it.
   */
  isFlawed: boolean
  /** Rows that were foreseen, as they are. */
  ended: readonly TableRows[]
}

/** How many events are folded together, and at most lie in memory before they are folded. */
const runEvents = 1_000

/** Folds until the log's end, or until too much is kept; answers how far that was. */
const fillFrom = async (
  request: PassRequest,
  fold: LogFold,
  fill: ReturnType<typeof tableFillers>,
): Promise<Position> => {
  const { log, views, upto, parks, mostKeptBytes, onEvents } = request
  let reached = upto
  for await (const run of log.runs({ after: 0, upto, types: typesOf(views), size: runEvents })) {
    const finished = await fold.take(run)
    refuseMissingKeys(parks.parked())
    await fill.add(finished)
    onEvents(run.at(-1)!.position)
    if (fold.keptBytes() > mostKeptBytes) {
      reached = run.at(-1)!.position
      break
    }
  }
  for await (const rows of fold.rest()) {
    refuseMissingKeys(parks.parked())
    await fill.finish(rows)
  }
  return reached
}

/**
 * Reads the log once into fresh tables of these views. Finished rows are copied into their tables meanwhile; when rows that are
 * not finished take too much memory, they are copied as they are, and the rest of the log is for `catchUp`.
 * @throws KeysMissing
 */
export const fillShadow = async (request: PassRequest): Promise<Passed> => {
  const { pool, codec, shadow, views, parks, foreseen } = request
  const fold = logFold(views, { codec, parks, foreseen })
  const fill = tableFillers(pool, shadow)
  const reached = await fillFrom(request, fold, fill).catch(async (error: unknown) => {
    await fill.abandon()
    throw error
  })
  return {
    reached,
    parked: parks.parked(),
    stragglers: fold.stragglers(),
    isFlawed: fold.isFlawed(),
    ended: fold.ended(),
  }
}
