import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { readCheckpoints } from './checkpoints.ts'

/** Any constant will do: advisory locks count per database. */
const lockNumber = 72_032

const hasPartitions = async (database: Queryable, wanted: readonly number[]): Promise<boolean> => {
  const known = (await readCheckpoints(database)).map(({ partition }) => partition)
  return known.length === wanted.length && known.every((partition, index) => partition === wanted[index])
}

/**
 * Gives the views checkpoints of these partitions instead of any others. A tenant may come from any of the old partitions, so
 * each new one begins where the slowest stood: what is read again changes nothing, because rows know what they reflect.
 */
export const adoptPartitions = async (writer: Pool, partitions: readonly number[]): Promise<void> => {
  const wanted = [...partitions].sort((one, other) => one - other)
  if (await hasPartitions(writer, wanted)) return
  await transaction(writer, async (connection) => {
    await connection.query('select pg_advisory_xact_lock($1)', [lockNumber])
    if (await hasPartitions(connection, wanted)) return
    // Projectors under way hold the rows; those that come later find none of theirs.
    await connection.query('select from view_checkpoints order by partition, view for update')
    await connection.query(
      `with left_behind as (delete from view_checkpoints returning view, position)
       insert into view_checkpoints (view, partition, position)
       select view, partition, min(position) from left_behind cross join unnest($1::integer[]) partition
       group by view, partition`,
      [wanted],
    )
    // What is read again is told again, cut elsewhere: whoever follows changes begins anew.
    await connection.query('update changes_kept set since = greatest(since, (select max(upto) from changes))')
    await connection.query('delete from changes')
  })
}
