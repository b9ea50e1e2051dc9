import type { Position } from '#events/envelope.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { ParkedEvent } from '../fold/parking.ts'
import type { ViewName } from '../fold/projection.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { applyStragglers, catchUp } from './catchUp.ts'
import { fillShadow } from './fillShadow.ts'
import { indexShadow, type Shadow } from './shadowSchema.ts'
import { refuseMissingKeys } from './unreadableLog.ts'
import { tablesOfViews } from './viewTables.ts'

/** Told to whoever waits: a step's name, how much of it is done and of how much. */
export interface RebuildProgress {
  step: 'fold' | 'index' | 'catch-up'
  done: number
  total: number
}

export interface BuildRequest {
  databases: Databases
  codec: ViewCodec
  shadow: Shadow
  views: ReadonlySet<ViewName>
  onProgress: (progress: RebuildProgress) => void
}

/** Whole tables beside the live ones, at a position, that can be brought further. */
export interface BuiltShadow {
  tables: readonly ViewTable<never>[]
  position: () => Position
  parked: () => readonly ParkedEvent[]
  /** Applies the log up to a position. @throws KeysMissing */
  bringTo: (upto: Position) => Promise<void>
}

export const readHead = async (pool: Pool): Promise<Position> => {
  const { rows } = await pool.query<{ position: Position }>('select position from log_head')
  return rows[0]?.position ?? 0
}

/**
 * Builds the views' tables in the shadow from the log up to `upto`. `pool` reads the log and fills tables; `inside` means the
 * shadow by its table names.
 */
export const buildShadow = async (
  request: BuildRequest,
  { pool, inside, upto }: { pool: Pool; inside: Pool; upto: Position },
): Promise<BuiltShadow> => {
  const { codec, shadow, views, onProgress } = request
  const tables = [...views].flatMap((view) => tablesOfViews[view])
  const onEvents = (done: Position) => onProgress({ step: 'fold', done, total: upto })
  const filled = await fillShadow({ pool, codec, shadow, views, upto, onEvents })
  onProgress({ step: 'index', done: 0, total: tables.length })
  await indexShadow(pool, shadow, tables)
  onProgress({ step: 'index', done: tables.length, total: tables.length })
  await transaction(inside, (connection) => applyStragglers(connection, filled.stragglers))
  const parked = [...filled.parked]
  let position = upto
  return {
    tables,
    position: () => position,
    parked: () => parked,
    async bringTo(further) {
      if (further <= position) return
      const log = await pool.connect()
      try {
        const stretch = { log, codec, views, after: position, upto: further }
        parked.push(...(await transaction(inside, (connection) => catchUp({ ...stretch, shadow: connection }))))
      } finally {
        log.release()
      }
      refuseMissingKeys(parked)
      position = further
      onProgress({ step: 'catch-up', done: position, total: further })
    },
  }
}
