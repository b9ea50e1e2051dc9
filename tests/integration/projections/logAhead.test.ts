import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { eventually } from '../../support/eventually.ts'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'

const token = 'metrics-of-the-tests'
let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall({ environment: { METRICS_TOKEN: token } })
})
afterAll(() => rollcall.stop())

/** Moves the newest event, as if a process whose clock was an hour fast had written it. */
const moveNewest = async (hours: number): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(rollcall.database.ownerUrl), size: 1, applicationName: 'tests' })
  const statement = `update events set at = at + make_interval(hours => $1) where position = (select max(position) from events)`
  await pool.query(statement, [hours])
  await pool.end()
}

describe('a log whose newest event lies in the future', () => {
  it('says so on the system page, in /readyz and in the metrics, until that time is past', async () => {
    const operator = await rollcall.signIn('system', 'operator')
    const said = async () => {
      const { checks } = (await (await fetch(`${rollcall.url}/readyz`)).json()) as {
        checks: Record<string, { ok: boolean; detail?: string }>
      }
      const metrics = await fetch(`${rollcall.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
      return {
        readiness: checks['log time'],
        seconds: Number(/^rollcall_log_ahead_seconds (.+)$/m.exec(await metrics.text())?.[1]),
        page: ((await operator.get('/v1/system')).body as { logAheadSeconds: number }).logAheadSeconds,
      }
    }
    expect(await said()).toEqual({ readiness: { ok: true }, seconds: 0, page: 0 })
    await moveNewest(1)
    await eventually(async () => {
      const { readiness, seconds, page } = await said()
      expect(readiness).toEqual({
        ok: true,
        detail: expect.stringMatching(/^the newest event lies 3[56]\d\d s in the/),
      })
      for (const figure of [seconds, page]) expect(figure).toBeGreaterThan(3_500)
    })
    await moveNewest(-1)
    await eventually(async () => expect(await said()).toEqual({ readiness: { ok: true }, seconds: 0, page: 0 }))
  })
})
