import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { projectorPool } from '#services/projections/live/projectorPool.ts'
import { sessionActivityTable } from '#services/projections/sessionList/sessionActivityTable.ts'
import { loadRows } from '#services/projections/tables/loadRows.ts'
import { tableRows, upsertRows } from '#services/projections/tables/upsertRows.ts'
import { rowKey } from '#services/projections/tables/viewTable.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

const tenantId = derivedUuid('tenant', 'loading')
const sessions = Array.from({ length: 2_000 }, (_, n) => derivedUuid('session', n))
const rowOf = (sessionId: string, refreshes: number) => ({
  tenantId,
  sessionId,
  isActive: true,
  lastActiveAt: '2026-10-20T09:00:00.000Z',
  lapsesAt: null,
  refreshes,
})
const keysOf = (some: readonly string[]) => new Set(some.map((sessionId) => rowKey(tenantId, sessionId)))

describe('rows of a table that was empty when the statement was planned', () => {
  let database: TestDatabase
  let pool: Pool
  beforeAll(async () => {
    database = await testDatabase()
    pool = projectorPool(database.databases)
    expect(await loadRows(pool, sessionActivityTable, keysOf(sessions))).toEqual([])
    const filled = upsertRows(tableRows(sessionActivityTable, sessions.map(rowOf)))
    await pool.query(filled!)
  })
  afterAll(async () => {
    await pool?.end()
    await database?.drop()
  })

  it('are found by their keys', async () => {
    const wanted = sessions.slice(10, 13)
    const found = await loadRows(pool, sessionActivityTable, keysOf([...wanted, derivedUuid('session', 'none')]))
    expect(found.toSorted((one, other) => one.refreshes - other.refreshes)).toEqual(
      wanted.map((sessionId, n) => rowOf(sessionId, n + 10)),
    )
  })

  it('are looked up one by one: what is read grows with the keys, not with the table too', async () => {
    const readBy = async (work: () => Promise<unknown>): Promise<number> => {
      const reads = `select pg_stat_force_next_flush(), idx_tup_read as read from pg_stat_user_indexes
        where indexrelname = 'session_activity_pkey'`
      const before = (await pool.query<{ read: number }>(reads)).rows[0]!.read
      await work()
      await pool.query('select pg_stat_force_next_flush()')
      return (await pool.query<{ read: number }>(reads)).rows[0]!.read - before
    }
    const read = await readBy(() => loadRows(pool, sessionActivityTable, keysOf(sessions.slice(0, 100))))
    expect(read).toBeLessThanOrEqual(200)
  })
})
