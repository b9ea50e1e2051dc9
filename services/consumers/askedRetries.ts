import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { listen } from '#services/postgres/listen.ts'
import { transaction } from '#services/postgres/transaction.ts'

const channel = 'parked_asked'

/** Asks a reader of the log to try all that it has parked. Answers how many events that is. */
export const askRetry = (writer: Pool, reader: string): Promise<number> =>
  transaction(writer, async (connection) => {
    const { rowCount } = await connection.query('update parked_events set asked_at = now() where view = $1', [reader])
    const asked = rowCount ?? 0
    if (asked === 0) return 0
    await connection.query(
      `insert into parked_retries (reader, asked_at, asked) values ($1, now(), $2)
       on conflict (reader) do update set asked_at = excluded.asked_at, asked = excluded.asked, taken = 0, failed = 0`,
      [reader, asked],
    )
    await connection.query('select pg_notify($1, $2)', [channel, reader])
    return asked
  })

/** Calls `onAsked` when somebody asks this reader, and whenever that may have been missed. */
export const onRetryAsked = (writer: Pool, reader: string, onAsked: () => void): (() => Promise<void>) =>
  listen(writer, channel, (asked) => {
    if (asked === reader || asked === '') onAsked()
  })

/** Counts what became of events that were asked for. */
export const countAsked = async (
  database: Queryable,
  reader: string,
  { taken, failed }: { taken: number; failed: number },
): Promise<void> => {
  await database.query('update parked_retries set taken = taken + $2, failed = failed + $3 where reader = $1', [
    reader,
    taken,
    failed,
  ])
}

/** What became of the events that were asked for last. */
export interface AskedRetry {
  reader: string
  askedAt: string
  asked: number
  taken: number
  failed: number
  /** Not tried yet. */
  waiting: number
}

export const readAskedRetries = async (writer: Queryable): Promise<AskedRetry[]> => {
  const { rows } = await writer.query<AskedRetry>(
    `select reader, asked_at as "askedAt", asked, taken, failed,
       (select count(*) from parked_events p where p.view = r.reader and p.asked_at is not null)::int as waiting
     from parked_retries r order by reader`,
  )
  return rows
}
