import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'
import { checkOf, now, rebuildOf } from './viewsUnderTest.ts'

const events = 1_500
const traffic = [...viewTraffic({ seed: 11, events: 2_100, usersPerTenant: 12, oddPercent: 20 })]

describe('views of a log in KurrentDB', () => {
  let double: KurrentdbDouble
  let stack: ProjectedViews
  beforeAll(async () => {
    double = await kurrentdbDouble()
    stack = await projectedViews(now, double.url)
    await stack.write(traffic.slice(0, events))
  })
  afterAll(async () => {
    await stack?.stop()
    await double?.stop()
  })

  it('equal a rebuild, row for row', async () => {
    const { differences, rows, position } = await checkOf(stack)
    expect(differences).toEqual([])
    expect(rows).toBeGreaterThan(events)
    expect(position).toBe(await stack.log.head())
  })

  it('are told apart from the log, and put right by a rebuild', async () => {
    const { writer } = stack.database.databases
    await writer.query('delete from session_log where tenant_id = $1 and number = 17', [trafficTenant(1)])
    await writer.query("update session_list set cause = 'forged' where status = 'active'")
    const { differences } = await checkOf(stack)
    expect(differences).toContain(`session_log tenant_id=${trafficTenant(1)} number=17: missing`)
    await rebuildOf(stack)
    expect((await checkOf(stack)).differences).toEqual([])
  })

  it('are rebuilt while events keep coming', async () => {
    await Promise.all([rebuildOf(stack), stack.write(traffic.slice(events))])
    expect((await checkOf(stack)).differences).toEqual([])
  })

  it('say how far they are behind, though positions have gaps', async () => {
    await stack.stopProjecting()
    const [first] = await stack.log.readAll({ after: 0, limit: 1 })
    await stack.database.databases.writer.query(
      "update view_checkpoints set position = $1 where view = 'session_log'",
      [first!.position],
    )
    const lag = await stack.views.viewLag()
    expect(lag.find(({ view }) => view === 'session_log')?.events).toBe(1_000)
    expect(lag.find(({ view }) => view === 'session_list')).toMatchObject({ events: 0, seconds: 0 })
  })
})
