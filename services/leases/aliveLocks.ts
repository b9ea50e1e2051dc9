import { type Connection, createPool, type Pool } from '#services/postgres/pool.ts'

/** Locks that a process holds for as long as it lives: whoever dies gives them back at once, with the connection. */
export interface AliveLocks {
  /** Answers how to give the lock back; null: another process has it. A process asks for a name it does not hold. */
  tryHold: (name: string) => Promise<(() => Promise<void>) | null>
  close: () => Promise<void>
}

/** Any constant will do: advisory locks of two numbers are apart from those of one. Names that hash alike wait for each other. */
const lockClass = 72_071

/** The server notices within some ten seconds that this machine is gone without a word. */
const parameters = { tcp_keepalives_idle: '4', tcp_keepalives_interval: '2', tcp_keepalives_count: '3' }
const answerWithinMs = 5_000

/** Over one connection of its own, opened with the first lock. When it is lost so are all locks, and their holders do not notice. */
export const aliveLocks = (writer: Pool): AliveLocks => {
  const pool = createPool({
    ...writer.settings,
    size: 1,
    applicationName: 'rollcall locks',
    statementTimeoutMs: answerWithinMs,
    parameters,
  })
  let connecting: Promise<Connection> | undefined
  const letGo = async (): Promise<void> => {
    const held = connecting
    connecting = undefined
    await held?.then(
      (connection) => connection.release(true),
      () => undefined,
    )
  }
  const ask = async (statement: string, name: string): Promise<boolean> => {
    connecting ??= pool.connect()
    try {
      const connection = await connecting
      const { rows } = await connection.query<{ done: boolean }>(statement, [lockClass, name])
      return rows[0]?.done === true
    } catch (error) {
      await letGo()
      throw error
    }
  }
  return {
    async tryHold(name) {
      if (!(await ask('select pg_try_advisory_lock($1, hashtext($2)) as done', name))) return null
      return async () => {
        await ask('select pg_advisory_unlock($1, hashtext($2)) as done', name)
      }
    },
    async close() {
      await letGo()
      await pool.end()
    },
  }
}
