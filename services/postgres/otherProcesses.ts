import type { Queryable } from './queryable.ts'

/** What every running Rollcall has open for as long as it runs (`listen`), and no command before it opens a log. */
const listening = 'rollcall listen'

/** @throws Error while a Rollcall runs on this database; ask before a log is opened here. */
export const refuseRunningRollcall = async (database: Queryable): Promise<void> => {
  const { rows } = await database.query<{ running: number }>(
    `select count(*) as running from pg_stat_activity where datname = current_database() and application_name = $1`,
    [listening],
  )
  if (rows[0]!.running > 0)
    throw new Error('A Rollcall is running on this database. Stop it first, every process of it.')
}
