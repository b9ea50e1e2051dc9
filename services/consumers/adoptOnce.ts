import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'

export interface Adoption {
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
  (writer: Pool, { known, replace }: Adoption) =>
  async (partitions: readonly number[]): Promise<void> => {
    if (areSame(await known(writer), partitions)) return
    await transaction(writer, async (connection) => {
      await connection.query('lock table adoption_order in share row exclusive mode')
      if (!areSame(await known(connection), partitions)) await replace(connection, partitions)
    })
  }
