import type { Queryable } from '#services/postgres/queryable.ts'

/** Few enough that a sign-in that needs one of the rows does not notice. */
const rowsAtOnce = 5_000

/** Removes rows whose time is over; answers how many. */
export const purgeExpired = async (app: Queryable, table: 'rate_limits' | 'known_origins'): Promise<number> => {
  const statement = `delete from ${table} where ctid = any (array(select ctid from ${table} where expires_at < now() limit ${rowsAtOnce}))`
  let purged = 0
  for (;;) {
    const { rowCount } = await app.query(statement)
    purged += rowCount ?? 0
    if ((rowCount ?? 0) < rowsAtOnce) return purged
  }
}
