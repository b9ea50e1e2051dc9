import type { Queryable } from '#services/postgres/queryable.ts'

/** What retention has taken from the views of all tenants together. */
export interface RetiredRows {
  /** ISO 8601; when something last left. */
  lastAt: string
  tenants: number
  sessions: number
  entries: number
  /** Minutes and quarters of an hour in which something was counted. */
  counts: number
}

/** Null: nothing has left yet. Reads rows of all tenants, so it runs on the writer's login. */
export const readRetiredRows = async (writer: Queryable): Promise<RetiredRows | null> => {
  const { rows } = await writer.query<RetiredRows>(
    `select max(retired_at) as "lastAt", count(*) as tenants, sum(sessions)::bigint as sessions, sum(entries)::bigint as entries,
       sum(minutes + quarters)::bigint as counts
     from retention having count(*) > 0`,
  )
  return rows[0] ?? null
}
