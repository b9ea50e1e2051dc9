import type { Position } from '#events/envelope.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import type { ReadMark } from '#services/eventStore/readMark.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { adoptOnce } from './adoptOnce.ts'
import type { Checkpoints } from './checkpoints.ts'

interface Row {
  position: Position
  eventId: string | null
  eventPosition: Position
}

const onlyMark = ([row]: readonly Row[]): ReadMark => {
  if (row === undefined) throw new PartitionsMoved()
  const { position, eventId: id, eventPosition } = row
  return { position, event: id === null ? null : { id, position: eventPosition } }
}

const statementFor = (name: string, consumer: string, partition: number, suffix = '') => ({
  name,
  text: `select position, event_id as "eventId", event_position as "eventPosition" from consumer_checkpoints
         where consumer = $1 and partition = $2 ${suffix}`,
  values: [consumer, partition],
})

/**
 * The checkpoints of one consumer in `consumer_checkpoints`. A consumer without any begins at the log's beginning, and
 * the table remembers the log's `head` at that moment: events up to there had happened before the consumer began.
 */
export const consumerCheckpoints = (writer: Pool, consumer: string, head: () => Promise<Position>): Checkpoints => {
  const known = async (database: Queryable): Promise<number[]> => {
    const statement = 'select partition from consumer_checkpoints where consumer = $1 order by partition'
    return (await database.query<{ partition: number }>(statement, [consumer])).rows.map(({ partition }) => partition)
  }
  const replace = async (connection: Queryable, partitions: readonly number[]): Promise<void> => {
    await connection.query(
      `with left_behind as (delete from consumer_checkpoints where consumer = $1 returning position, began_at),
         start as (select coalesce(min(position), 0) as position, coalesce(max(began_at), $3) as began_at from left_behind)
       insert into consumer_checkpoints (consumer, partition, position, began_at)
       select $1, partition, start.position, start.began_at from unnest($2::integer[]) partition cross join start`,
      [consumer, partitions, await head()],
    )
  }
  return {
    adopt: adoptOnce(writer, { known, replace }),
    async read(partition) {
      return onlyMark((await writer.query<Row>(statementFor('consumer-checkpoint', consumer, partition))).rows)
    },
    async lock(connection, partition) {
      const statement = statementFor('lock-consumer-checkpoint', consumer, partition, 'for update')
      return onlyMark((await connection.query<Row>(statement)).rows).position
    },
    async save(connection, partition, { position, event }) {
      await connection.query({
        name: 'save-consumer-checkpoint',
        text: `update consumer_checkpoints set position = $3, event_id = $4, event_position = $5
               where consumer = $1 and partition = $2`,
        values: [consumer, partition, position, event?.id ?? null, event?.position ?? 0],
      })
    },
  }
}

/** Drops the consumer's checkpoints, so that it begins at the log's beginning. */
export const dropCheckpoints = async (connection: Queryable, consumer: string): Promise<void> => {
  await connection.query('delete from consumer_checkpoints where consumer = $1', [consumer])
}

/** The log's head when the consumer began to read at the log's beginning; 0 when it never did. */
export const readBegan = async (writer: Queryable, consumer: string): Promise<Position> => {
  const statement = 'select coalesce(max(began_at), 0) as "beganAt" from consumer_checkpoints where consumer = $1'
  return (await writer.query<{ beganAt: Position }>(statement, [consumer])).rows[0]!.beganAt
}
