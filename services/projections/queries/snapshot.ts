import pLimit from 'p-limit'
import type { Position } from '#events/envelope.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { views } from '../views.ts'
import { coveredPosition } from './coveredPosition.ts'

/** A consistent look at the views. Statements that are asked for at once run one after the other. */
export interface Snapshot extends Queryable {
  /** The position that the views cover in this snapshot. */
  readonly position: Position
}

/**
 * The tables are locked before the snapshot is taken, in the order in which a rebuild swaps them. If a table were
 * swapped after the snapshot was taken, the new one would look empty in it. If each statement locked its own table,
 * readers and the swap could deadlock.
 */
const asked = views.flatMap(({ tables }) => tables)
const begin = `set transaction isolation level repeatable read read only;
  lock table ${asked.map(({ name }) => name).join(', ')} in access share mode`

/** Runs `work` as the tenant over one snapshot of all views: row-level security shows this tenant's rows only. */
export const inSnapshot = <Result>(
  app: Pool,
  tenantId: string,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> =>
  transaction(app, async (connection) => {
    await connection.query(begin)
    const { rows } = await connection.query<{ position: Position }>(
      `select set_config('rollcall.tenant_id', $1, true), ${coveredPosition} as position`,
      [tenantId],
    )
    const inTurn = pLimit(1)
    return work({
      position: rows[0]!.position,
      query: (statement, values) => inTurn(() => connection.query(statement, values)),
    })
  })
