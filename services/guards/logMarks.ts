import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * Marks how far the log is now, and forgets marks that no access token is old enough for. The newest of those stays: after a long
 * standstill it is the only one.
 */
export const markLog = async (writer: Queryable, head: Position): Promise<void> => {
  await writer.query(
    `with outlived as (
       delete from log_marks where marked_at < (
         select max(marked_at) from log_marks where marked_at < now() - interval '26 hours'))
     insert into log_marks (marked_at, position) values (now(), $1) on conflict do nothing`,
    [head],
  )
}

interface Mark {
  /** ISO 8601. */
  before: string
  /** Null: no mark is that old. */
  position: Position | null
}

const statement = `select to_char(before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as before,
    (select position from log_marks where marked_at <= before order by marked_at desc limit 1) as position
  from (select now() - make_interval(secs => 180 + greatest(1800,
    coalesce((select max(longest_access_seconds) from token_generations), 0))) as before) needed`

/** So many events are read rather than looked for. */
const fewEvents = 1_000

/**
 * A position before which every event is older than that, found by halves: an event's time is never earlier than that of the one
 * before it, but for what clocks may differ.
 */
export const positionBefore = async (log: Pick<EventLog, 'readAll' | 'head'>, before: string): Promise<Position> => {
  let [low, high] = [0, await log.head()]
  while (high - low > fewEvents) {
    const middle = Math.floor((low + high) / 2)
    const [event] = await log.readAll({ after: middle, limit: 1 })
    if (event === undefined || event.at >= before) high = middle
    else low = middle
  }
  return low
}

/**
 * A position behind which every ending stands that an unexpired access token could still need. Where no mark is old enough, because
 * the database is new or was just upgraded, the log is asked.
 */
export const markBeforeTokens = async (
  writer: Queryable,
  log: Pick<EventLog, 'readAll' | 'head'>,
): Promise<Position> => {
  const { before, position } = (await writer.query<Mark>(statement)).rows[0]!
  return position ?? positionBefore(log, before)
}
