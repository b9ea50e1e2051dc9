import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partitionNumbers } from '#services/feed/partitions.ts'
import { aliveLocks } from '#services/leases/aliveLocks.ts'
import type { Connection } from '#services/postgres/pool.ts'
import { readCheckpoints } from '#services/projections/live/checkpoints.ts'
import { viewCheckpoints } from '#services/projections/live/viewCheckpoints.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

/** All that the callers' login may lock: the numbers of before, in both forms, and no table. */
let attacker: Connection
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  attacker = await database.databases.app.connect()
  await attacker.query('begin')
  await attacker.query('select pg_advisory_xact_lock(number) from generate_series(72000, 72100) number')
  await attacker.query(`select pg_advisory_xact_lock(72071, hashtext('operation'))`)
})
afterAll(async () => {
  attacker?.release(true)
  await database?.drop()
})

describe('whatever the callers’ login has locked', () => {
  it.each(['rebuild_order', 'adoption_order', 'log_order', 'migrations'])('%s is out of its reach', async (table) => {
    await attacker.query('savepoint before')
    await expect(attacker.query(`lock table ${table} in share row exclusive mode nowait`)).rejects.toMatchObject({
      code: '42501',
    })
    await attacker.query('rollback to before')
  })

  it('a database is set up, its views are rebuilt and checked', async () => {
    const again = await database.reopen()
    const { masterKey } = database
    expect((await rebuild({ databases: again, masterKey })).parked).toBe(0)
    expect((await check({ databases: again, masterKey })).differences).toEqual([])
    await again.close()
  })

  it('checkpoints of other partitions take the place of the ones there are', async () => {
    const { writer } = database.databases
    await viewCheckpoints(writer).adopt(partitionNumbers(2))
    const partitions = new Set((await readCheckpoints(writer)).map(({ partition }) => partition))
    expect([...partitions].toSorted()).toEqual(partitionNumbers(2))
  })

  it('an operation is held, by one process at a time', async () => {
    const { writer } = database.databases
    const [one, other] = [aliveLocks(writer, database.masterKey), aliveLocks(writer, database.masterKey)]
    const giveBack = await one.tryHold('operation')
    expect(giveBack).not.toBeNull()
    expect(await other.tryHold('operation')).toBeNull()
    expect(await other.tryHold('another operation')).not.toBeNull()
    await giveBack?.()
    expect(await other.tryHold('operation')).not.toBeNull()
    await Promise.all([one.close(), other.close()])
  })
})
