import pLimit from 'p-limit'
import type { Position } from '#events/envelope.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { views } from '../views.ts'
import { coveredPosition } from './coveredPosition.ts'

/** A consistent look at the views. Statements asked for at once run one after the other. */
export interface Snapshot extends Queryable {
  /** What the views cover in it. */
  readonly position: Position
}

/**
 * Locks before the snapshot is taken, and in the order in which a rebuild swaps tables. A table swapped in between would be
 * one that the snapshot does not know, which looks empty; and locks taken one by one, as statements come to them, would meet
 * the swap's head on.
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
