import { adoptOnce } from '#services/consumers/adoptOnce.ts'
import type { Checkpoints } from '#services/consumers/checkpoints.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { lockCheckpoint, readCheckpoint, readCheckpoints, saveCheckpoint } from './checkpoints.ts'

/**
 * A tenant may come from any of the old partitions, so each new one begins at the slowest old position. An event that
 * is read again changes nothing, because rows know which events they reflect.
 */
const replace = async (connection: Queryable, partitions: readonly number[]): Promise<void> => {
  // This waits for projectors at work, which hold these rows; a projector that comes later finds its partition gone.
  await connection.query('select from view_checkpoints order by partition, view for update')
  await connection.query(
    `with left_behind as (delete from view_checkpoints returning view, position)
     insert into view_checkpoints (view, partition, position)
     select view, partition, min(position) from left_behind cross join unnest($1::integer[]) partition
     group by view, partition`,
    [partitions],
  )
  // Events that are read again are announced again, in other batches, so everybody who follows changes must begin anew.
  await connection.query('update changes_kept set since = greatest(since, (select max(upto) from changes))')
  await connection.query('delete from changes')
}

/**
 * How far the views have read: each view has a checkpoint for each partition, and all of a partition are at one
 * position.
 */
export const viewCheckpoints = (writer: Pool): Checkpoints => ({
  adopt: adoptOnce(writer, {
    known: async (database) => (await readCheckpoints(database)).map(({ partition }) => partition),
    replace,
  }),
  read: (partition) => readCheckpoint(writer, partition),
  lock: lockCheckpoint,
  save: (connection, partition, mark) => saveCheckpoint(connection, { partition, ...mark }),
})
