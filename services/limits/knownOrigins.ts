import type { Queryable } from '#services/postgres/queryable.ts'
import { gatheredLookups } from './gatheredLookups.ts'
import { purgeExpired } from './purgeExpired.ts'

/**
 * Devices and addresses that people have signed in from lately. A key is a keyed digest of a person with one of them.
 */
export interface KnownOrigins {
  /** Answers those of `keys` that are known. */
  among(keys: readonly string[]): Promise<ReadonlySet<string>>
  remember(keys: readonly string[]): Promise<void>
}

/** How long a device or an address stays known after the last sign-in. */
const knownDays = 30
/** A sign-in within this many days after the last write writes nothing. */
const renewedAfterDays = 1

const knownAmong =
  (app: Queryable) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, true>> => {
    const { rows } = await app.query<{ key: string }>({
      name: 'known-origins',
      text: 'select key from known_origins where key = any ($1::text[]) and expires_at > now()',
      values: [keys],
    })
    return new Map(rows.map(({ key }) => [key, true]))
  }

export const postgresKnownOrigins = (app: Queryable): KnownOrigins => {
  const isKnown = gatheredLookups(knownAmong(app))
  return {
    among: async (keys) => {
      const known = await Promise.all(keys.map(isKnown))
      return new Set(keys.filter((_, index) => known[index] === true))
    },
    remember: async (keys) => {
      await app.query({
        name: 'known-origins-remember',
        // `order by key`, so that no two processes deadlock.
        text: `insert into known_origins as held (key, expires_at)
               select key, now() + interval '${knownDays} days' from unnest($1::text[]) given (key) order by key
               on conflict (key) do update set expires_at = excluded.expires_at
               where held.expires_at < now() + interval '${knownDays - renewedAfterDays} days'`,
        values: [keys],
      })
    },
  }
}

/** Deletes devices and addresses that nobody has signed in from for 30 days. Answers how many. */
export const purgeKnownOrigins = (app: Queryable): Promise<number> => purgeExpired(app, 'known_origins')
