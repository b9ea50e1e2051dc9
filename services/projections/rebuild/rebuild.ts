import type { Position } from '#events/envelope.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { type ViewName, viewNames } from '../fold/projection.ts'
import { lockCheckpoint, readCheckpoint } from '../live/checkpoints.ts'
import { buildShadow, type BuiltShadow, readHead, type RebuildProgress } from './buildShadow.ts'
import { whileAlone } from './rebuildLock.ts'
import { dropShadow, rebuildPool, secureShadow, shadowPool } from './shadowSchema.ts'
import { swapTables } from './swapTables.ts'
import { withWhatTheyNeed } from './viewTables.ts'

export interface RebuildRequest {
  databases: Databases
  masterKey: Buffer
  /** Absent: all. Counters bring `session_list` along. */
  views?: readonly ViewName[]
  onProgress?: (progress: RebuildProgress) => void
}
export interface Rebuilt {
  views: readonly ViewName[]
  position: Position
  /** Events that views could not take, by view. */
  parked: number
}

const shadow = 'views_rebuild'
/** The store's tail is the only partition there is. */
const partition = 0
/** So close behind that the rest can be applied while the live projector waits. */
const nearEvents = 1_000

/** All views together may run ahead of the live ones; a part of them must not, or the views would stand apart. */
const startingPoint = async (pool: Pool, views: ReadonlySet<ViewName>): Promise<Position> =>
  views.size === viewNames.length ? readHead(pool) : readCheckpoint(pool, partition)

const comeNear = async (pool: Pool, built: BuiltShadow): Promise<void> => {
  for (let live = await readCheckpoint(pool, partition); live - built.position() > nearEvents;) {
    await built.bringTo(live)
    live = await readCheckpoint(pool, partition)
  }
}

const swapIn = (pool: Pool, views: ReadonlySet<ViewName>, built: BuiltShadow): Promise<Position> =>
  transaction(pool, async (connection: Queryable) => {
    await connection.query(`set local lock_timeout = '30s'`)
    await built.bringTo(await lockCheckpoint(connection, partition))
    await secureShadow(connection, shadow, built.tables)
    const position = built.position()
    await swapTables(connection, { shadow, views, tables: built.tables, partition, position, parked: built.parked() })
    return position
  })

/**
 * Builds views anew from the log beside the live ones, under load, and swaps them in in one transaction. Also takes up again
 * what was parked, and makes views that a new release has given another shape.
 * @throws KeysMissing; the live views then stay as they are.
 */
export const rebuild = async ({ databases, masterKey, views, onProgress }: RebuildRequest): Promise<Rebuilt> => {
  const wanted = withWhatTheyNeed(views ?? viewNames)
  const { owner, writer } = databases
  const pool = rebuildPool(owner.settings)
  const inside = shadowPool(owner.settings, shadow)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))
  const request = { databases, masterKey, shadow, views: wanted, onProgress: onProgress ?? (() => undefined) } as const
  try {
    return await whileAlone(pool, async () => {
      try {
        const built = await buildShadow(request, { pool, inside, codec }, await startingPoint(pool, wanted))
        await comeNear(pool, built)
        const position = await swapIn(pool, wanted, built)
        return { views: [...wanted], position, parked: built.parked().length }
      } catch (error) {
        await dropShadow(pool, shadow)
        throw error
      }
    })
  } finally {
    await Promise.all([pool.end(), inside.end()])
  }
}
