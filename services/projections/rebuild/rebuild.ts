import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import { openLogRuns } from '#services/eventStore/openLogRuns.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { PartitionPosition } from '#services/feed/partitions.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { View } from '../fold/view.ts'
import { lockCheckpoints, readCheckpoints } from '../live/checkpoints.ts'
import { viewNames, views as everyView, viewsNamed, withFollowed } from '../views.ts'
import { buildShadow, type BuiltShadow, type RebuildProgress } from './buildShadow.ts'
import { whileAlone } from './rebuildLock.ts'
import { dropShadow, rebuildPool, secureShadow, shadowPool } from './shadowSchema.ts'
import { swapTables } from './swapTables.ts'

export interface RebuildRequest {
  databases: Databases
  masterKey: Buffer
  /** Where the log is, if not in the database. */
  kurrentdbUrl?: string | undefined
  /** Names; absent: all. Views bring along those they follow. */
  views?: readonly string[]
  onProgress?: (progress: RebuildProgress) => void
}
export interface Rebuilt {
  views: readonly string[]
  position: Position
  /** Events that views could not take, by view. */
  parked: number
}

const shadow = 'views_rebuild'
/** So close behind that the rest can be applied while the live projector waits: events, or bytes where those are positions. */
const near = 1_000
/** Where traffic never lets a build come so near, what is left after so many rounds is as little as it gets. */
const mostRounds = 8

const isWhole = (views: readonly View[]): boolean => views.length === everyView.length

const slowest = async (pool: Pool): Promise<Position> =>
  Math.min(...(await readCheckpoints(pool)).map(({ position }) => position))

/** All views together may run ahead of the live ones; a part of them must not, or the views would stand apart. */
const startingPoint = async (log: LogRuns, pool: Pool, views: readonly View[]): Promise<Position> =>
  isWhole(views) ? log.head() : slowest(pool)

const comeNear = async (pool: Pool, built: BuiltShadow): Promise<void> => {
  for (let round = 0; round < mostRounds; round++) {
    const live = await slowest(pool)
    if (live - built.position() <= near) return
    await built.bringTo(live)
  }
}

/** Where each partition stands once the shadow is brought as far as the live views are, or, as a whole, to one position. */
const bringUp = async (
  log: LogRuns,
  built: BuiltShadow,
  views: readonly View[],
  live: readonly PartitionPosition[],
): Promise<PartitionPosition[]> => {
  if (isWhole(views)) {
    // Never beyond the log's end: one that went back is behind the live views.
    const furthest = Math.max(...live.map(({ position }) => position))
    await built.bringTo(Math.min(furthest, await log.head()))
    return live.map(({ partition }) => ({ partition, position: built.position() }))
  }
  await built.bringEachTo(live)
  return [...live]
}

const swapIn = (log: LogRuns, pool: Pool, views: readonly View[], built: BuiltShadow): Promise<Position> =>
  transaction(pool, async (connection: Queryable) => {
    await connection.query(`set local lock_timeout = '30s'`)
    const positions = await bringUp(log, built, views, await lockCheckpoints(connection))
    await secureShadow(connection, shadow, built.tables)
    const names = views.map(({ name }) => name)
    await swapTables(connection, { shadow, views: names, tables: built.tables, positions, parked: built.parked() })
    return built.position()
  })

/**
 * Builds views anew from the log beside the live ones, under load, and swaps them in in one transaction. Also takes up again
 * what was parked, and makes views that a new release has given another shape.
 * @throws KeysMissing; the live views then stay as they are.
 */
export const rebuild = async (asked: RebuildRequest): Promise<Rebuilt> => {
  const { databases, masterKey, kurrentdbUrl, views, onProgress = () => undefined } = asked
  const wanted = withFollowed(viewsNamed(views ?? viewNames))
  const names = wanted.map(({ name }) => name)
  const { owner, writer } = databases
  const pool = rebuildPool(owner.settings)
  const inside = shadowPool(owner.settings, shadow)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))
  const log = openLogRuns(pool, kurrentdbUrl, () => performance.now())
  const request = { databases, masterKey, kurrentdbUrl, shadow, views: wanted, onProgress } as const
  try {
    return await whileAlone(pool, async () => {
      try {
        const built = await buildShadow(request, { log, pool, inside, codec }, await startingPoint(log, pool, wanted))
        await comeNear(pool, built)
        const position = await swapIn(log, pool, wanted, built)
        return { views: names, position, parked: built.parked().length }
      } catch (error) {
        await dropShadow(pool, shadow)
        throw error
      }
    })
  } finally {
    await log.close()
    await Promise.all([pool.end(), inside.end()])
  }
}
