import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import { openLogRuns } from '#services/eventStore/openLogRuns.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { eraseAgainSince, readForgettings } from '../erasure/forgottenPeople.ts'
import type { View } from '../fold/view.ts'
import { lockCheckpoints, type PartitionMark, readCheckpoints } from '../live/checkpoints.ts'
import { viewNames, views as everyView, viewsNamed, withFollowed } from '../views.ts'
import { buildShadow, type BuiltShadow, type RebuildProgress } from './buildShadow.ts'
import { keysOfRebuild } from './keysReady.ts'
import { whileTold } from './lastRebuild.ts'
import { whileAlone } from './rebuildLock.ts'
import { dropShadow, rebuildPool, secureShadow, shadowPool } from './shadowSchema.ts'
import { swapTables } from './swapTables.ts'

export interface RebuildRequest {
  databases: Databases
  masterKey: Buffer
  /** URL of the server that holds the log; absent: the database holds it. */
  kurrentdbUrl?: string | undefined
  /** Names of the views to rebuild; absent: all. The views they follow are rebuilt too. */
  views?: readonly string[]
  onProgress?: (progress: RebuildProgress) => void
  /** Roughly how much memory may be taken by rows that are not finished. */
  mostKeptBytes?: number
}
export interface Rebuilt {
  views: readonly string[]
  position: Position
  /** Number of events that views could not take, each counted once for each such view. */
  parked: number
}

const shadow = 'views_rebuild'
/**
 * When a build is this close behind, the rest is applied while the live projector waits. Counts events, or bytes where
 * positions are bytes.
 */
const near = 1_000
/** Under heavy traffic a build may never come so close; after this many rounds it goes on anyway. */
const mostRounds = 8

const isWhole = (views: readonly View[]): boolean => views.length === everyView.length

const slowest = async (pool: Pool): Promise<Position> =>
  Math.min(...(await readCheckpoints(pool)).map(({ position }) => position))

/**
 * A rebuild of all views may run ahead of the live ones. A rebuild of some must not, or the views would stand at
 * different positions.
 */
const startingPoint = async (log: LogRuns, pool: Pool, views: readonly View[]): Promise<Position> =>
  isWhole(views) ? log.head() : slowest(pool)

const comeNear = async (pool: Pool, built: BuiltShadow): Promise<void> => {
  for (let round = 0; round < mostRounds; round++) {
    const live = await slowest(pool)
    if (live - built.position() <= near) return
    await built.bringTo(live)
  }
}

/**
 * Brings the shadow as far as the live views are, and answers where it stands in each partition. When all views are
 * rebuilt, that is one position.
 */
const bringUp = async (
  log: LogRuns,
  built: BuiltShadow,
  views: readonly View[],
  live: readonly PartitionMark[],
): Promise<PartitionMark[]> => {
  if (isWhole(views)) {
    // A log that was set back may end before the live views' position, and the shadow cannot go beyond its end.
    const furthest = Math.max(...live.map(({ position }) => position))
    await built.bringTo(Math.min(furthest, await log.head()))
    const position = built.position()
    const [event = null] = await log.readAt([position])
    return live.map(({ partition }) => ({ partition, position, event }))
  }
  await built.bringEachTo(live)
  return [...live]
}

/** `forgettings`: how often people had been forgotten when the build began; whoever came later may stand in it. */
const swapIn = (
  { log, pool, forgettings }: { log: LogRuns; pool: Pool; forgettings: number },
  views: readonly View[],
  built: BuiltShadow,
): Promise<Position> =>
  transaction(pool, async (connection: Queryable) => {
    await connection.query(`set local lock_timeout = '30s'`)
    const marks = await bringUp(log, built, views, await lockCheckpoints(connection))
    await secureShadow(connection, shadow, built.tables)
    const names = views.map(({ name }) => name)
    await swapTables(connection, { shadow, views: names, tables: built.tables, marks, parked: built.parked() })
    await eraseAgainSince(connection, forgettings)
    return built.position()
  })

/**
 * Builds views anew from the log beside the live ones, which stay in use, and swaps them in one transaction. It also
 * tries parked events again, and makes views whose shape a new release has changed.
 * @throws KeysMissing; the live views then stay as they are
 */
export const rebuild = async (asked: RebuildRequest): Promise<Rebuilt> => {
  const { databases, masterKey, kurrentdbUrl, views, mostKeptBytes, onProgress = () => undefined } = asked
  const wanted = withFollowed(viewsNamed(views ?? viewNames))
  const names = wanted.map(({ name }) => name)
  const { owner, writer } = databases
  const pool = rebuildPool(owner.settings)
  const inside = shadowPool(owner.settings, shadow)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer), keysOfRebuild))
  const log = openLogRuns(pool, kurrentdbUrl, () => performance.now())
  const build = async (tell: (progress: RebuildProgress) => void): Promise<Rebuilt> => {
    const onBoth = (progress: RebuildProgress): void => {
      tell(progress)
      onProgress(progress)
    }
    const built = { shadow, views: wanted, mostKeptBytes } as const
    const request = { databases, masterKey, kurrentdbUrl, ...built, onProgress: onBoth }
    try {
      const forgettings = await readForgettings(pool)
      const built = await buildShadow(request, { log, pool, inside, codec }, await startingPoint(log, pool, wanted))
      await comeNear(pool, built)
      const position = await swapIn({ log, pool, forgettings }, wanted, built)
      return { views: names, position, parked: built.parked().length }
    } catch (error) {
      await dropShadow(pool, shadow)
      throw error
    }
  }
  try {
    return await whileAlone(pool, () => whileTold(owner, names, build))
  } finally {
    await log.close()
    await Promise.all([pool.end(), inside.end()])
  }
}
