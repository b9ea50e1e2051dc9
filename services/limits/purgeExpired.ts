import type { Queryable } from '#services/postgres/queryable.ts'

/** Rows per statement. So few are locked so briefly that a sign-in that needs one of them hardly waits. */
const rowsAtOnce = 5_000

/** Deletes expired rows and answers how many. */
export const purgeExpired = async (app: Queryable, table: 'rate_limits' | 'known_origins'): Promise<number> => {
  const statement = `delete from ${table} where ctid = any (array(select ctid from ${table} where expires_at < now() limit ${rowsAtOnce}))`
  let purged = 0
  for (;;) {
    const { rowCount } = await app.query(statement)
    purged += rowCount ?? 0
    if ((rowCount ?? 0) < rowsAtOnce) return purged
  }
}
