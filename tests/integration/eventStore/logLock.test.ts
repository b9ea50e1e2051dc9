import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noStream } from '#services/eventStore/eventStore.ts'
import { type PostgresEventLog, postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import type { Connection } from '#services/postgres/pool.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { storableEvents } from '../../support/storableEvent.ts'

let database: TestDatabase
let log: PostgresEventLog
beforeAll(async () => {
  database = await testDatabase()
  log = postgresEventLog({ databases: database.databases, now: () => performance.now(), patienceMs: 1_000 })
})
afterAll(async () => {
  await log?.close()
  await database?.drop()
})

interface Held {
  locktype: string
  table: string | null
  mode: string
  numbers: string
}

/** What an append holds until it commits, as every login can see it. */
const heldByAppend = async (): Promise<Held[]> => {
  const { databases } = database
  const connection = await databases.writer.connect()
  try {
    await connection.query('begin')
    await connection.query(
      `select append_events(array[1], array['held'], array[0], array[gen_random_uuid()], array[gen_random_uuid()], array['Type'],
         array[1::smallint], array[now()], array['{}'::json], array[null], array[null::bytea])`,
    )
    const { rows } = await databases.app.query<Held>(
      `select locktype, relation::regclass::text as table, mode, classid || ' ' || objid as numbers from pg_locks
       where granted and pid = $1`,
      [(await connection.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid],
    )
    await connection.query('rollback')
    return rows
  } finally {
    connection.release(true)
  }
}

const modes = [
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
]

/** Takes every lock on the table that the login is allowed. */
const lockAll = async (connection: Connection, table: string): Promise<string[]> => {
  const taken: string[] = []
  for (const mode of modes) {
    await connection.query('savepoint before')
    await connection.query(`lock table ${table} in ${mode} mode nowait`).then(
      () => taken.push(mode),
      () => connection.query('rollback to before'),
    )
  }
  return taken
}

describe('the order of the log', () => {
  it('is held by no lock that every login may take', async () => {
    const held = await heldByAppend()
    expect(held.filter(({ locktype }) => locktype === 'advisory')).toEqual([])
    expect(held).toContainEqual(expect.objectContaining({ table: 'log_order', mode: 'ShareUpdateExclusiveLock' }))
  })

  it('lets appends go on whatever the callers’ login has locked', async () => {
    const tables = (await heldByAppend()).flatMap(({ locktype, table }) => (locktype === 'relation' ? [table!] : []))
    const attacker = await database.databases.app.connect()
    try {
      await attacker.query('begin')
      for (const table of new Set([...tables.filter((name) => !name.startsWith('pg_')), 'log_order', 'events']))
        expect([table, await lockAll(attacker, table)]).toEqual([table, []])
      await attacker.query('select pg_advisory_xact_lock(number) from generate_series(72000, 72100) number')
      const events = storableEvents(2)
      expect(await log.append('free', events, noStream)).toMatchObject({ revision: 1 })
    } finally {
      attacker.release(true)
    }
  })
})
