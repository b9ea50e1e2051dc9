import type { Position } from '#events/envelope.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import { openLogRuns } from '#services/eventStore/openLogRuns.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { identifier } from '#services/postgres/logins.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { erasePerson } from '../erasure/erasePerson.ts'
import { forgottenSince, readForgettings } from '../erasure/forgottenPeople.ts'
import { lockCheckpoints, readCheckpoints } from '../live/checkpoints.ts'
import { views } from '../views.ts'
import { buildShadow, type BuiltShadow, type RebuildProgress } from './buildShadow.ts'
import { compareTables } from './compareTables.ts'
import { keysOfRebuild } from './keysReady.ts'
import { whileAlone } from './rebuildLock.ts'
import { dropShadow, rebuildPool, secureShadow, shadowPool } from './shadowSchema.ts'

export interface CheckRequest {
  databases: Databases
  masterKey: Buffer
  /** URL of the server that holds the log; absent: the database holds it. */
  kurrentdbUrl?: string | undefined
  onProgress?: (progress: RebuildProgress) => void
  /** Roughly how much memory may be taken by rows that are not finished. */
  mostKeptBytes?: number
  /** At most this many differences are listed for each table. */
  limit?: number
}
export interface Checked {
  /**
   * The live and the fresh views both cover the log up to here; in each partition they may cover as much more as the
   * live ones do.
   */
  position: Position
  /** The log's head; above `position` when the views are behind. */
  head: Position
  rows: number
  /** A line for each row that differs: the table, the key, and the columns or what else is wrong. */
  differences: string[]
}

const shadow = 'views_check'

interface Sides {
  pool: Pool
  writer: Pool
  built: BuiltShadow
  eraseForgotten: () => Promise<void>
}

/**
 * Runs `compare` in a snapshot in which the live and the fresh views are at the same position. The live projector only
 * has to wait until the snapshot is taken.
 */
const atOnePosition = async <Result>(
  { pool, writer, built, eraseForgotten }: Sides,
  compare: (snapshot: Queryable) => Promise<Result>,
): Promise<Result> => {
  const reader = await writer.connect()
  try {
    await transaction(pool, async (connection) => {
      const positions = await lockCheckpoints(connection)
      await built.bringEachTo(positions)
      await eraseForgotten()
      await reader.query('begin isolation level repeatable read, read only')
      await reader.query('select 1 from view_checkpoints limit 1')
    })
    const result = await compare(reader)
    await reader.query('commit')
    reader.release()
    return result
  } catch (error) {
    reader.release(true)
    throw error
  }
}

/** Grants the writer what it needs to read the fresh tables; policies let it see every row. */
const showToWriter = async (pool: Pool, { roles }: Databases, built: BuiltShadow): Promise<void> => {
  await secureShadow(pool, shadow, built.tables)
  await pool.query(`grant usage on schema ${shadow} to ${identifier(roles.writer)}`)
}

const comparison = async (request: CheckRequest, log: LogRuns, pool: Pool, inside: Pool): Promise<Checked> => {
  const { databases, masterKey, kurrentdbUrl, mostKeptBytes, limit = 20 } = request
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer), keysOfRebuild))
  const forgettings = await readForgettings(pool)
  const build = {
    databases,
    masterKey,
    kurrentdbUrl,
    shadow,
    views,
    mostKeptBytes,
    onProgress: request.onProgress ?? (() => {}),
  }
  const upto = Math.min(...(await readCheckpoints(pool)).map(({ position }) => position))
  const built = await buildShadow({ ...build, shadow }, { log, pool, inside, codec }, upto)
  /** The fresh rows of people who were forgotten meanwhile may have been made with keys that were there. */
  const eraseForgotten = (): Promise<void> =>
    transaction(inside, async (connection) => {
      codec.forgetKeys()
      for (const person of await forgottenSince(pool, forgettings))
        await erasePerson(connection, { log, codec }, person)
    })
  return atOnePosition({ pool, writer: databases.writer, built, eraseForgotten }, async (snapshot) => {
    await showToWriter(pool, databases, built)
    const compared = await compareTables(snapshot, { shadow, tables: built.tables, limit })
    return { position: built.position(), head: await log.head(), ...compared }
  })
}

/**
 * Compares the live views row by row with a fresh rebuild at the same position. It changes nothing in the live views.
 * @throws KeysMissing
 */
export const check = async (request: CheckRequest): Promise<Checked> => {
  const { owner } = request.databases
  const pool = rebuildPool(owner.settings)
  const inside = shadowPool(owner.settings, shadow)
  const log = openLogRuns(pool, request.kurrentdbUrl, () => performance.now())
  try {
    return await whileAlone(pool, async () => {
      try {
        return await comparison(request, log, pool, inside)
      } finally {
        await dropShadow(pool, shadow)
      }
    })
  } finally {
    await log.close()
    await Promise.all([pool.end(), inside.end()])
  }
}
