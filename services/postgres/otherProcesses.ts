import { setTimeout as sleep } from 'node:timers/promises'
import { endpointOf } from './endpoint.ts'
import { createPool } from './pool.ts'
import type { Queryable } from './queryable.ts'

/**
 * The pools that every command opens before it opens a log. A process with other connections, or with a lease, is a
 * running Rollcall.
 */
const ofCommands = ['owner', 'writer', 'app', 'endings', 'reads', 'counts', 'set-up'].map((pool) => `rollcall ${pool}`)

const connected = `exists (
    select from pg_stat_activity
    where datname = current_database() and application_name like 'rollcall %' and application_name <> all ($1)
  )`

/** Whether a Rollcall that is past its start is connected to this database. */
export const isRollcallConnected = async (owner: Queryable): Promise<boolean> =>
  (await owner.query<{ isConnected: boolean }>(`select ${connected} as "isConnected"`, [ofCommands])).rows[0]!
    .isConnected

const atWork = `select ${connected} or exists (select from leases where expires_at > now()) as "isAtWork"`

/** Runs on the owner's login, before this process opens a log. @throws Error while a Rollcall runs on this database */
export const refuseRunningRollcall = async (owner: Queryable): Promise<void> => {
  const { rows } = await owner.query<{ isAtWork: boolean }>(atWork, [ofCommands])
  if (rows[0]!.isAtWork)
    throw new Error(
      'A Rollcall is running on this database. Stop it first, every process of it; one that was killed counts as running for some seconds.',
    )
}

const others = `select exists (
    select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
  ) as "areConnected"`
const lookEveryMs = 200

/** Resolves when nobody else is connected to the server, or when it does not answer. */
export const untilAlone = async (url: string): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'rollcall set-up' })
  const areOthers = async (): Promise<boolean> =>
    (await pool.query<{ areConnected: boolean }>(others)).rows[0]!.areConnected
  try {
    while (await areOthers().catch(() => false)) await sleep(lookEveryMs)
  } finally {
    await pool.end()
  }
}
