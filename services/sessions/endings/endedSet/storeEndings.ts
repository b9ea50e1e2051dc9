import type { Queryable } from '#services/postgres/queryable.ts'
import type { EndedRow, FoldedEndings, GenerationRow } from './foldEndings.ts'

/** Stored in place of a user id in rows about the whole tenant. */
export const wholeTenant = '00000000-0000-0000-0000-000000000000'

const addEnded = async (database: Queryable, rows: readonly EndedRow[]): Promise<void> => {
  await database.query({
    name: 'add-ended-sessions',
    text: `insert into ended_sessions (tenant_id, session_id, cause, ended_at, keep_until)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
           on conflict do nothing`,
    values: [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ sessionId }) => sessionId),
      rows.map(({ cause }) => cause),
      rows.map(({ endedAt }) => endedAt),
      rows.map(({ keepUntil }) => keepUntil),
    ],
  })
}

const addGenerations = async (database: Queryable, rows: readonly GenerationRow[]): Promise<void> => {
  await database.query({
    name: 'add-token-generations',
    text: `insert into token_generations as known (tenant_id, user_id, count, longest_access_seconds)
           select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[])
           on conflict (tenant_id, user_id) do update set count = known.count + excluded.count,
             longest_access_seconds = greatest(known.longest_access_seconds, excluded.longest_access_seconds)`,
    values: [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ userId }) => userId ?? wholeTenant),
      rows.map(({ count }) => count),
      rows.map(({ longestAccessSeconds }) => longestAccessSeconds),
    ],
  })
}

/**
 * Reads the longest access token lifetimes of these tenants so far, in seconds. 0: the log holds no policy of the
 * tenant.
 */
export const readLongest = async (
  database: Queryable,
  tenantIds: readonly string[],
): Promise<(tenantId: string) => number> => {
  const { rows } = await database.query<{ tenantId: string; seconds: number }>({
    name: 'read-longest-access',
    text: `select tenant_id as "tenantId", longest_access_seconds as seconds from token_generations
           where tenant_id = any ($1::uuid[]) and user_id = $2`,
    values: [tenantIds, wholeTenant],
  })
  const longest = new Map(rows.map(({ tenantId, seconds }) => [tenantId, seconds]))
  return (tenantId) => longest.get(tenantId) ?? 0
}

export const storeEndings = async (database: Queryable, { ended, generations }: FoldedEndings): Promise<void> => {
  if (ended.length > 0) await addEnded(database, ended)
  if (generations.length > 0) await addGenerations(database, generations)
}

/**
 * Deletes endings whose `keep_until` is past both by the log's time and by the database's clock. By the log's time
 * alone, one event of a process with a fast clock would delete endings too early, and processes that start later would
 * accept tokens of ended sessions.
 */
export const dropOutlived = async (database: Queryable, logTime: string): Promise<void> => {
  await database.query({
    name: 'drop-outlived-endings',
    text: 'delete from ended_sessions where keep_until <= least($1::timestamptz, now())',
    values: [logTime],
  })
}
