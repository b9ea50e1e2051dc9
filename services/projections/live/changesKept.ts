import type { Queryable } from '#services/postgres/queryable.ts'

/** A page that was away for no longer than this can still be told what it missed. */
export const changesKeptMs = 15 * 60_000

/** Deletes the changes written before an instant, and records up to which position they are gone. */
export const dropChangesBefore = async (database: Queryable, instant: string): Promise<void> => {
  await database.query(
    `with dropped as (delete from changes where written_at < $1 returning upto)
     update changes_kept set since = greatest(since, (select max(upto) from dropped)) where exists (select from dropped)`,
    [instant],
  )
}
