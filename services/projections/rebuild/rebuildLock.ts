import type { Connection, Pool } from '#services/postgres/pool.ts'
import { isHeldByAnother } from '#services/postgres/unavailable.ts'

const take = async (connection: Connection): Promise<void> => {
  await connection.query('begin')
  // Nothing else happens in this transaction until the work is done, which may take hours.
  await connection.query('set local idle_in_transaction_session_timeout = 0')
  await connection.query('lock table rebuild_order in exclusive mode nowait').catch((error: unknown) => {
    if (!isHeldByAnother(error)) throw error
    throw new Error('Another rebuild or check of the views is running; wait for it', { cause: error })
  })
}

/** Runs `work` while no other rebuild or check runs on this database. @throws Error when one does. */
export const whileAlone = async <Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> => {
  const connection = await pool.connect()
  try {
    await take(connection)
    return await work()
  } finally {
    // The lock is freed before the caller hears of the end. Closing the connection also frees it, but only when the
    // server notices.
    await connection.query('rollback').catch(() => undefined)
    connection.release(true)
  }
}
