import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { distribution } from '#services/projections/liveDistribution/distribution.ts'
import { listLog } from '#services/projections/sessionLog/listLog.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { askedOf, projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'

const tenantId = trafficTenant(0)

describe('while the views are rebuilt and swapped', () => {
  let under: ProjectedViews
  beforeAll(async () => {
    under = await projectedViews(Date.parse('2026-10-20T08:50:00.000Z'))
    await under.write(viewTraffic({ seed: 5, events: 1_500, usersPerTenant: 10 }))
  })
  afterAll(() => under?.stop())

  it('every answer is whole and of one moment, and nobody waits for ever', async () => {
    const asked = askedOf(under)
    const read = async () => {
      const [sessions, log, live] = await Promise.all([
        listSessions(asked)(tenantId, { filter: '-user:nobody', sort: 'startedAt', limit: 200 }),
        listLog(asked)(tenantId, { filter: '', limit: 1 }),
        distribution(asked)(tenantId),
      ])
      return { sessions: sessions.items.map(({ id }) => id), log: log.total, active: live.counts.active }
    }
    const whole = await read()
    expect(whole.sessions.length).toBeGreaterThan(10)
    const rebuilt = new AbortController()
    let answers = 0
    const reading = async (): Promise<void> => {
      while (!rebuilt.signal.aborted) {
        expect(await read()).toEqual(whole)
        answers += 1
      }
    }
    const readers = Promise.all([reading(), reading()])
    const { databases, masterKey } = under.database
    try {
      await rebuild({ databases, masterKey })
      await rebuild({ databases, masterKey, views: ['user_overview', 'session_log'] })
    } finally {
      rebuilt.abort()
      await readers
    }
    expect(answers).toBeGreaterThan(2)
  })
})
