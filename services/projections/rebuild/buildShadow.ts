import type { Position } from '#events/envelope.ts'
import { coveredBy, type PartitionPosition } from '#services/feed/partitions.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { View } from '../fold/view.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { applyStragglers, catchUp, type CatchUpRequest } from './catchUp.ts'
import { parking } from '../fold/parking.ts'
import type { RowsByTable } from '../fold/rowsByTable.ts'
import { fillShadow, type Passed } from './fillShadow.ts'
import { foresee, foreseenBy, isAsForeseen } from './foreseen.ts'
import { createShadow, indexShadow, type Shadow } from './shadowSchema.ts'
import { refuseMissingKeys } from './unreadableLog.ts'

/** Reported to the caller: the step's name, and how much of it is done. */
export interface RebuildProgress {
  step: 'fold' | 'index' | 'catch-up'
  done: number
  total: number
}

export interface BuildRequest {
  databases: Databases
  masterKey: Buffer
  kurrentdbUrl?: string | undefined
  shadow: Shadow
  /** The views to build, including those they follow. */
  views: readonly View[]
  /** Roughly how much memory may be taken by rows that are not finished; absent: as much as fits the promise of 300 MB. */
  mostKeptBytes?: number | undefined
  onProgress: (progress: RebuildProgress) => void
}

/** Complete tables beside the live ones, at a position, which can be brought further. */
export interface BuiltShadow {
  tables: readonly ViewTable<never>[]
  position: () => Position
  parked: () => readonly ParkedEvent[]
  /** Applies the log up to a position. @throws KeysMissing */
  bringTo: (upto: Position) => Promise<void>
  /**
   * Applies, for each partition, the events up to its position; after that, `bringTo` must not be called.
   * @throws KeysMissing
   */
  bringEachTo: (positions: readonly PartitionPosition[]) => Promise<void>
}

/** What a build works with: `pool` creates tables; on `inside`, table names mean the shadow's tables. */
export interface BuildTools {
  log: LogRuns
  pool: Pool
  inside: Pool
  codec: ViewCodec
}

const keptByDefault = 25_000_000

/**
 * Folds the log up to `upto`, or as far as memory allows, into fresh tables. If an event had to be parked late, or the fold ended with other
 * rows than were foreseen, it folds again, so that the rows equal those of the live views.
 */
const foldLog = async (request: BuildRequest, { log, pool, codec }: BuildTools, upto: Position): Promise<Passed> => {
  const { databases, shadow, views, mostKeptBytes = keptByDefault, onProgress } = request
  const onEvents = (done: Position): void => onProgress({ step: 'fold', done, total: upto })
  const pass = (parked: readonly ParkedEvent[], foreseen: RowsByTable): Promise<Passed> =>
    fillShadow({ log, pool, codec, shadow, views, upto, parks: parking(parked), foreseen, mostKeptBytes, onEvents })
  let foreseen = await foresee(databases.writer, views)
  let passed = await pass([], foreseen)
  while (passed.isFlawed || !isAsForeseen(foreseen, passed.ended)) {
    foreseen = foreseenBy(passed.ended)
    passed = await pass(passed.parked, foreseen)
  }
  return passed
}

/** Builds the views' tables in the shadow from the log up to `upto`. @throws KeysMissing */
export const buildShadow = async (
  request: BuildRequest,
  { log, pool, inside, codec }: BuildTools,
  upto: Position,
): Promise<BuiltShadow> => {
  const { shadow, views, onProgress } = request
  const tables = views.flatMap((view) => view.tables)
  await createShadow(pool, shadow)
  const passed = await foldLog(request, { log, pool, inside, codec }, upto)
  onProgress({ step: 'index', done: 0, total: tables.length })
  await indexShadow(pool, shadow, tables)
  onProgress({ step: 'index', done: tables.length, total: tables.length })
  const { stragglers, reached } = passed
  await transaction(inside, (connection) => applyStragglers({ log, codec, stragglers, shadow: connection }))
  // A pass that came further may have parked events that are applied again now.
  const parked = passed.parked.filter((event) => event.position <= reached)
  let position = reached
  const apply = async (further: Position, covers?: CatchUpRequest['covers']): Promise<void> => {
    if (further <= position) return
    const some = covers === undefined ? {} : { covers }
    const onEvents = (done: Position): void => onProgress({ step: 'catch-up', done, total: further })
    parked.push(...(await catchUp({ log, inside, codec, views, after: position, upto: further, ...some, onEvents })))
    refuseMissingKeys(parked)
    onProgress({ step: 'catch-up', done: further, total: further })
  }
  const bringTo = async (further: Position): Promise<void> => {
    await apply(further)
    position = Math.max(position, further)
  }
  await bringTo(upto)
  return {
    tables,
    position: () => position,
    parked: () => parked,
    bringTo,
    async bringEachTo(positions) {
      const reached = positions.map((each) => each.position)
      await bringTo(Math.min(...reached))
      await apply(Math.max(...reached), coveredBy(positions))
    },
  }
}
