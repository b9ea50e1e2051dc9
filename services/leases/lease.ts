import type { Queryable } from '#services/postgres/queryable.ts'

export interface Claim {
  /** What only one process may do, e.g. `relay`. */
  name: string
  /** Who asks; different in each process and each start. */
  holder: string
  /** How long the lease lasts unless it is renewed, by the database's clock. */
  ttlMs: number
}

/**
 * Takes the lease when nobody holds it. Answers the fence, a number higher than that of every earlier holder; null: the
 * lease is taken.
 */
export const acquireLease = async (
  database: Queryable,
  { name, holder, ttlMs }: Claim,
): Promise<{ fence: number } | null> => {
  const { rows } = await database.query<{ fence: number }>(
    `insert into leases (name, holder, fence, expires_at)
     values ($1, $2, 1, clock_timestamp() + make_interval(secs => $3 / 1000.0))
     on conflict (name) do update
       set holder = excluded.holder, fence = leases.fence + 1, expires_at = excluded.expires_at
       where leases.expires_at <= clock_timestamp()
     returning fence`,
    [name, holder, ttlMs],
  )
  return rows[0] ?? null
}

/**
 * Lets the lease last `ttlMs` from now. False: it ran out or another process holds it; a lease that ran out is never
 * revived.
 */
export const renewLease = async (
  database: Queryable,
  { name, holder, ttlMs }: Claim,
  fence: number,
): Promise<boolean> => {
  const { rowCount } = await database.query(
    `update leases set expires_at = clock_timestamp() + make_interval(secs => $4 / 1000.0)
     where name = $1 and holder = $2 and fence = $3 and expires_at > clock_timestamp()`,
    [name, holder, fence, ttlMs],
  )
  return rowCount === 1
}

/** Gives the lease back, so that the next one need not wait until it runs out. */
export const releaseLease = async (
  database: Queryable,
  { name, holder }: Pick<Claim, 'name' | 'holder'>,
  fence: number,
): Promise<void> => {
  await database.query(`update leases set expires_at = '-infinity' where name = $1 and holder = $2 and fence = $3`, [
    name,
    holder,
    fence,
  ])
}
