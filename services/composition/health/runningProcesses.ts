import type { Queryable } from '#services/postgres/queryable.ts'

/** What a process says of itself. */
export interface ProcessReport {
  id: string
  host: string
  pid: number
  version: string
  roles: string[]
  /** Its clock minus the database's, in milliseconds; null: not measured yet. */
  skewMs: number | null
  /** What it is not ready for, in words; empty: it is ready. */
  missing: string
}

/** How often a process speaks. */
export const sayEveryMs = 2_000
/** A process that said nothing for so long is gone. */
export const goneAfterSeconds = 15

/** Says how this process is, and forgets the processes that are gone. */
export const sayHowItIs = async (writer: Queryable, report: ProcessReport): Promise<void> => {
  const { id, host, pid, version, roles, skewMs, missing } = report
  await writer.query(
    `with gone as (delete from processes where said_at < now() - make_interval(secs => $8) and id <> $1)
     insert into processes (id, host, pid, version, roles, skew_ms, missing) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set said_at = now(), skew_ms = excluded.skew_ms, missing = excluded.missing`,
    [id, host, pid, version, roles, skewMs, missing, goneAfterSeconds],
  )
}

export const sayGoodbye = async (writer: Queryable, id: string): Promise<void> => {
  await writer.query('delete from processes where id = $1', [id])
}

/** All processes on this database, the oldest first. */
export const runningProcesses = async (
  writer: Queryable,
): Promise<(ProcessReport & { startedAt: string; saidAt: string })[]> => {
  const { rows } = await writer.query<ProcessReport & { startedAt: string; saidAt: string }>(
    `select id, host, pid, version, roles, skew_ms as "skewMs", missing, started_at as "startedAt", said_at as "saidAt"
     from processes where said_at >= now() - make_interval(secs => $1) order by started_at, id`,
    [goneAfterSeconds],
  )
  return rows
}
