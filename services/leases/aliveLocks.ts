import pLimit from 'p-limit'
import { lockNumber } from '#services/keys/lockNumber.ts'
import { type Connection, createPool, type Pool } from '#services/postgres/pool.ts'

/** Locks that a process holds while it lives. When it dies its connection closes, and the server frees them at once. */
export interface AliveLocks {
  /**
   * Tries to take the lock and answers a function that gives it back; null: another process has it. The caller must not
   * ask for a name that this process holds already.
   */
  tryHold: (name: string) => Promise<(() => Promise<void>) | null>
  close: () => Promise<void>
}

/**
 * With these settings the server notices within some ten seconds that this machine is gone without closing the
 * connection.
 */
const parameters = { tcp_keepalives_idle: '4', tcp_keepalives_interval: '2', tcp_keepalives_count: '3' }
const answerWithinMs = 5_000

/**
 * All locks share one connection of their own, opened with the first lock. When it is lost, all locks are lost, and
 * their holders are not told.
 */
export const aliveLocks = (writer: Pool, masterKey: Buffer): AliveLocks => {
  const pool = createPool({
    ...writer.settings,
    size: 1,
    applicationName: 'rollcall locks',
    statementTimeoutMs: answerWithinMs,
    parameters,
  })
  /** A connection takes one statement at a time. */
  const inTurn = pLimit(1)
  let connecting: Promise<Connection> | undefined
  const letGo = async (): Promise<void> => {
    const held = connecting
    connecting = undefined
    await held?.then(
      (connection) => connection.release(true),
      () => undefined,
    )
  }
  const ask = (statement: string, name: string): Promise<boolean> =>
    inTurn(async () => {
      connecting ??= pool.connect()
      try {
        const connection = await connecting
        const { rows } = await connection.query<{ done: boolean }>(statement, [lockNumber(masterKey, name)])
        return rows[0]?.done === true
      } catch (error) {
        await letGo()
        throw error
      }
    })
  return {
    async tryHold(name) {
      if (!(await ask('select pg_try_advisory_lock($1) as done', name))) return null
      return async () => {
        await ask('select pg_advisory_unlock($1) as done', name)
      }
    },
    async close() {
      await letGo()
      await pool.end()
    },
  }
}
