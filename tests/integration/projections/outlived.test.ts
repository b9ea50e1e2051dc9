import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userStream } from '#events/streams.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, trafficUser, viewTraffic } from '../../support/viewTraffic.ts'

const minuteMs = 60_000

/** A clock that is fast writes one event; nobody may forget for it who has been ended. */
describe('an event from the future', () => {
  let under: ProjectedViews
  let keptBefore: string[]
  const now = Date.now()

  /** Sessions whose tokens may be unexpired by the real clock. */
  const kept = async (): Promise<string[]> => {
    const { ended } = await under.views.loadRevocations()
    const stillToKeep = ended.filter(({ keepUntil }) => Date.parse(keepUntil) > now + 5 * minuteMs)
    return stillToKeep.map(({ sessionId }) => sessionId).toSorted()
  }

  beforeAll(async () => {
    under = await projectedViews(now)
    const startsAt = new Date(now - 12 * minuteMs).toISOString()
    await under.write(viewTraffic({ seed: 5, events: 2_500, usersPerTenant: 12, startsAt }))
    keptBefore = await kept()
    const tenantId = trafficTenant(1)
    const stream = userStream(tenantId, trafficUser(1, 0))
    const { length } = await under.log.readStream(stream)
    const data = { userId: trafficUser(1, 0), roles: ['member' as const], reason: null, message: null, ticket: null }
    const event = {
      type: 'MemberRoleChanged' as const,
      version: 1 as const,
      data,
      id: derivedUuid('outlived', 1),
      tenantId,
      at: new Date(now + 24 * 60 * minuteMs).toISOString(),
      actor: { kind: 'admin' as const, id: trafficUser(1, 1) },
      correlationId: 'c',
      causationId: null,
      context: null,
    }
    await under.write([{ stream, revision: length, event }])
  }, 60_000)
  afterAll(() => under?.stop())

  it('takes nobody out of the ended', async () => {
    expect(keptBefore.length).toBeGreaterThan(10)
    expect(await kept()).toEqual(keptBefore)
  })

  it('takes nobody out of them in a rebuild either', async () => {
    const { databases, masterKey } = under.database
    expect((await check({ databases, masterKey })).differences).toEqual([])
    await rebuild({ databases, masterKey, views: ['revocations'] })
    expect(await kept()).toEqual(keptBefore)
  })
})
