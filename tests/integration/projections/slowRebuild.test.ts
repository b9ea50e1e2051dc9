import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLogRuns } from '#services/eventStore/openLogRuns.ts'
import type { LogRuns } from '#services/eventStore/logRuns.ts'
import { parking } from '#services/projections/fold/parking.ts'
import { rowsByTable } from '#services/projections/fold/rowsByTable.ts'
import { fillShadow } from '#services/projections/rebuild/fillShadow.ts'
import { whileAlone } from '#services/projections/rebuild/rebuildLock.ts'
import { createShadow, dropShadow, rebuildPool } from '#services/projections/rebuild/shadowSchema.ts'
import { views } from '#services/projections/views.ts'
import type { ProjectedViews } from '../../support/projectedViews.ts'
import { viewsOfTraffic } from './viewsUnderTest.ts'

/** Longer than anybody waits for a connection. */
const longMs = 4_000

describe('a rebuild that takes longer than anybody waits for a connection', () => {
  let stack: ProjectedViews
  beforeAll(async () => {
    stack = await viewsOfTraffic(5, 2_500)
  })
  afterAll(() => stack.stop())

  it('has a connection for everything it holds at once', async () => {
    const pool = rebuildPool(stack.database.databases.owner.settings)
    const log = openLogRuns(pool, stack.kurrentdbUrl, () => performance.now())
    const slow: LogRuns = {
      ...log,
      async *runs(request) {
        for await (const run of log.runs(request)) {
          yield run
          await pause(longMs)
        }
      },
    }
    const shadow = 'views_rebuild'
    try {
      await whileAlone(pool, async () => {
        await createShadow(pool, shadow)
        const request = {
          pool,
          codec: stack.codec,
          shadow,
          views,
          foreseen: rowsByTable(),
          upto: await log.head(),
          mostKeptBytes: 30_000_000,
          onEvents: () => undefined,
        } as const
        const { parked } = await fillShadow({ ...request, log: slow, parks: parking() })
        expect(parked).toEqual([])
        const { rows } = await pool.query<{ lines: number }>(`select count(*) as lines from ${shadow}.session_log`)
        expect(rows[0]!.lines).toBe(await log.head())
        await dropShadow(pool, shadow)
      })
    } finally {
      await log.close()
      await pool.end()
    }
  })
})
