import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'

export interface Adoption {
  /** Number of the advisory lock. Any constant will do: PostgreSQL counts these locks per database. */
  lockNumber: number
  /** The partitions that have a checkpoint now. */
  known: (database: Queryable) => Promise<readonly number[]>
  /** Puts checkpoints of these partitions in place of the ones that are there. */
  replace: (connection: Queryable, partitions: readonly number[]) => Promise<void>
}

const areSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length

/**
 * Replaces the checkpoints when they are of other partitions; only once, however many processes notice it at the same
 * time.
 */
export const adoptOnce =
  (writer: Pool, { lockNumber, known, replace }: Adoption) =>
  async (partitions: readonly number[]): Promise<void> => {
    if (areSame(await known(writer), partitions)) return
    await transaction(writer, async (connection) => {
      await connection.query('select pg_advisory_xact_lock($1)', [lockNumber])
      if (!areSame(await known(connection), partitions)) await replace(connection, partitions)
    })
  }
