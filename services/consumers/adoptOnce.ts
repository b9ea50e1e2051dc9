import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'

export interface Adoption {
  /** Of the advisory lock: any constant will do, they count per database. */
  lockNumber: number
  /** Partitions there are checkpoints of. */
  known: (database: Queryable) => Promise<readonly number[]>
  /** Puts checkpoints of these partitions in place of those there are. */
  replace: (connection: Queryable, partitions: readonly number[]) => Promise<void>
}

const areSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length

/** Replaces checkpoints of other partitions, once, however many processes find them at the same time. */
export const adoptOnce =
  (writer: Pool, { lockNumber, known, replace }: Adoption) =>
  async (partitions: readonly number[]): Promise<void> => {
    if (areSame(await known(writer), partitions)) return
    await transaction(writer, async (connection) => {
      await connection.query('select pg_advisory_xact_lock($1)', [lockNumber])
      if (!areSame(await known(connection), partitions)) await replace(connection, partitions)
    })
  }
