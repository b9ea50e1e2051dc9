import type { Queryable } from '#services/postgres/queryable.ts'

/** How long a page may have been away and still be told what it missed. */
export const changesKeptMs = 15 * 60_000

/** Forgets changes written before an instant, and remembers up to where they are forgotten. */
export const dropChangesBefore = async (database: Queryable, instant: string): Promise<void> => {
  await database.query(
    `with dropped as (delete from changes where written_at < $1 returning upto)
     update changes_kept set since = greatest(since, (select max(upto) from dropped)) where exists (select from dropped)`,
    [instant],
  )
}
