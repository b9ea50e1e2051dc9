import type { Pool } from '#services/postgres/pool.ts'

/** Any constant will do: PostgreSQL counts advisory locks per database. */
export const rebuildLockNumber = 72_031

/** Runs `work` while no other rebuild or check runs on this database. @throws Error when one does. */
export const whileAlone = async <Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> => {
  const connection = await pool.connect()
  try {
    const { rows } = await connection.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      rebuildLockNumber,
    ])
    if (rows[0]?.taken !== true) throw new Error('Another rebuild or check of the views is running; wait for it')
    return await work()
  } finally {
    // The lock is freed before the caller hears of the end. Closing the connection also frees it, but only when the
    // server notices.
    await connection.query('select pg_advisory_unlock($1)', [rebuildLockNumber]).catch(() => undefined)
    connection.release(true)
  }
}
