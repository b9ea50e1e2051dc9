import { adoptOnce } from '#services/consumers/adoptOnce.ts'
import type { Checkpoints } from '#services/consumers/checkpoints.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { lockCheckpoint, readCheckpoint, readCheckpoints, saveCheckpoint } from './checkpoints.ts'

const adoptionLock = 72_032

/**
 * A tenant may come from any of the old partitions, so each new one begins where the slowest stood: what is read again changes
 * nothing, because rows know what they reflect.
 */
const replace = async (connection: Queryable, partitions: readonly number[]): Promise<void> => {
  // Projectors under way hold the rows; those that come later find none of theirs.
  await connection.query('select from view_checkpoints order by partition, view for update')
  await connection.query(
    `with left_behind as (delete from view_checkpoints returning view, position)
     insert into view_checkpoints (view, partition, position)
     select view, partition, min(position) from left_behind cross join unnest($1::integer[]) partition
     group by view, partition`,
    [partitions],
  )
  // What is read again is told again, cut elsewhere: whoever follows changes begins anew.
  await connection.query('update changes_kept set since = greatest(since, (select max(upto) from changes))')
  await connection.query('delete from changes')
}

/** How far the views have read: a checkpoint for each of them, all at one position. */
export const viewCheckpoints = (writer: Pool): Checkpoints => ({
  adopt: adoptOnce(writer, {
    lockNumber: adoptionLock,
    known: async (database) => (await readCheckpoints(database)).map(({ partition }) => partition),
    replace,
  }),
  read: (partition) => readCheckpoint(writer, partition),
  lock: lockCheckpoint,
  save: (connection, partition, position) => saveCheckpoint(connection, partition, position),
})
