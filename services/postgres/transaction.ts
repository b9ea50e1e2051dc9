import { CodedError } from '#services/ports/errors.ts'
import type { Connection, Pool } from './pool.ts'
import type { Queryable } from './queryable.ts'
import { isAnswer } from './unavailable.ts'

/** A connection whose state is uncertain (timeout, broken socket) must never be used for the next caller. */
const undo = async (connection: Connection, error: unknown): Promise<void> => {
  const known = isAnswer(error) || (error instanceof CodedError && error.code !== 'store-unavailable')
  const rolledBack =
    known &&
    (await connection.query('rollback').then(
      () => true,
      () => false,
    ))
  connection.release(!rolledBack)
}

/** Runs `work` in one READ COMMITTED transaction; commits when it resolves, rolls back when it throws. */
export const transaction = async <Result>(
  pool: Pool,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> => {
  const connection = await pool.connect()
  try {
    await connection.query('begin')
    const result = await work(connection)
    await connection.query('commit')
    connection.release()
    return result
  } catch (error) {
    await undo(connection, error)
    throw error
  }
}

/**
 * Runs `work` as the tenant: row-level security allows only this tenant's rows. The setting ends with the transaction,
 * so the next user of the connection does not get it.
 */
export const inTenant = <Result>(
  app: Pool,
  tenantId: string,
  work: (connection: Queryable) => Promise<Result>,
): Promise<Result> =>
  transaction(app, async (connection) => {
    await connection.query(`select set_config('rollcall.tenant_id', $1, true)`, [tenantId])
    return work(connection)
  })
