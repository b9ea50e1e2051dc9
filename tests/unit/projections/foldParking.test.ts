import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'
import type { ViewEvent } from '#services/projections/fold/viewEvent.ts'
import { given, storedTraffic } from '../../support/viewEvents.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'
import { ann, anomalyOf, everySessionOf, laptop, phone, refreshed, revoked, signedIn, tenantId } from './happenings.ts'
import { elsewhere, inTenant } from './inTenant.ts'

const withoutKey = (event: ViewEvent): ViewEvent => {
  event.open = () => {
    throw new KeyMissing(event.tenantId, ann)
  }
  return event
}
const projected = (...batches: ViewEvent[][]) => {
  const views = viewsInMemory()
  batches.forEach(views.project)
  return views
}
const namesOf = ({ parked }: ReturnType<typeof viewsInMemory>) =>
  parked.map(({ view, position }) => `${view}@${position}`).sort()

describe('an event whose key is missing', () => {
  const events = () => {
    const [start, ...rest] = given(
      signedIn(laptop, '08:00:00'),
      inTenant(elsewhere, signedIn(laptop, '08:00:00')),
      refreshed(laptop, 1, '08:10:00'),
      signedIn(phone, '08:20:00'),
      inTenant(elsewhere, revoked(laptop, '08:30:00')),
    )
    return [withoutKey(start!), ...rest]
  }

  it('is parked for each view that needs what it holds, with whose key it was', () => {
    const views = projected(events())
    expect(namesOf(views)).toEqual(['session_list@1', 'session_log@1', 'user_overview@1'])
    for (const parked of views.parked)
      expect(parked).toMatchObject({ tenantId, type: 'SessionStarted', reason: 'KeyMissing', missingKeyOf: ann })
  })

  it('is counted where nothing sealed is needed, and holds up nothing else: no session, no tenant', () => {
    const views = projected(events())
    expect(views.sessions.all().map((row) => [row.tenantId, row.sessionId, row.status])).toEqual([
      [tenantId, phone, 'active'],
      [elsewhere, laptop, 'revoked'],
    ])
    expect(views.activity.all().find((row) => row.tenantId === tenantId)).toMatchObject({ logins: 1 })
    expect(views.log.all()).toHaveLength(5)
    expect(views.users.all().map(({ live, past }) => [live, past])).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('leaves the same rows whether it comes alone or in company', () => {
    const same = events()
    expect(projected(...same.map((event) => [event])).everything()).toEqual(projected(same).everything())
  })
})

describe('an ending whose words cannot be opened', () => {
  it('is parked once for all its sessions, which then go on without it', () => {
    const [one, other, ending] = given(
      signedIn(laptop, '08:00:00'),
      signedIn(phone, '08:00:00'),
      everySessionOf(ann, [], '09:00:00'),
    )
    const views = projected([one!, other!, withoutKey(ending!)])
    expect(namesOf(views)).toEqual(['session_list@3', 'session_log@3'])
    expect(views.sessions.all().map(({ status }) => status)).toEqual(['active', 'active'])
  })
})

describe('an event that is no more what its type says', () => {
  it('is parked once, while other tenants and later events go on', () => {
    const broken = anomalyOf([laptop], 75, '08:10:00')
    const views = projected(
      given(
        signedIn(laptop, '08:00:00'),
        { ...broken, event: { ...broken.event, data: { sessionIds: 'none' } } as never },
        inTenant(elsewhere, anomalyOf([laptop], 75, '08:20:00')),
        revoked(laptop, '08:30:00'),
      ),
    )
    expect(namesOf(views)).toEqual(['session_log@2'])
    expect(views.anomalies.all().map((row) => row.tenantId)).toEqual([elsewhere])
    expect(views.sessions.all()).toMatchObject([{ status: 'revoked', anomalies: [] }])
  })
})

describe('what the views have seen', () => {
  it('changes nothing when it comes again in whatever order', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 40, max: 300 }), async (seed, size) => {
        const events = await storedTraffic(viewTraffic({ seed, events: size, tenants: 2, usersPerTenant: 4 }))
        const views = projected(events)
        const before = structuredClone(views.everything())
        const shuffled = fc.sample(fc.shuffledSubarray(events, { minLength: events.length }), { numRuns: 1, seed })[0]!
        views.project(shuffled)
        expect(views.everything()).toEqual(before)
        expect(views.parked).toEqual([])
      }),
      { numRuns: 20 },
    ))
})
