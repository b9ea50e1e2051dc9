import { describe, expect, it } from 'vitest'
import {
  ann,
  anomalyOf,
  everySessionOf,
  fromParis,
  inSession,
  laptop,
  loggedOut,
  loginFailed,
  ofOperation,
  phone,
  refreshed,
  revoked,
  signedIn,
  tenantId,
} from './happenings.ts'
import { elsewhere, inTenant } from './inTenant.ts'
import { given } from '../../support/viewEvents.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'

const viewsAfter = (...happenings: Parameters<typeof given>) => {
  const views = viewsInMemory()
  views.project(given(...happenings))
  return views
}
const movedWith = (device: Partial<NonNullable<(typeof fromParis)['device']>> | null, time: string) =>
  inSession(laptop, 'SessionContextChanged', { changed: ['device'] }, time, {
    context: {
      ...fromParis,
      device: device === null ? null : { ...fromParis.device!, id: null, name: null, ...device },
    },
  })

describe('two tenants', () => {
  it('do not share people, sessions or minutes, even under the same ids', () => {
    const views = viewsAfter(
      signedIn(laptop, '08:00:00'),
      inTenant(elsewhere, signedIn(laptop, '08:00:00')),
      inTenant(elsewhere, loginFailed(ann, '08:00:30')),
    )
    expect(views.users.all().map((row) => [row.tenantId, row.live, row.failures])).toEqual([
      [tenantId, 1, 0],
      [elsewhere, 1, 1],
    ])
    expect(views.activity.all().map((row) => [row.tenantId, row.logins, row.failures])).toEqual([
      [tenantId, 1, 0],
      [elsewhere, 1, 1],
    ])
    expect(views.log.all().map((row) => [row.tenantId, row.number])).toEqual([
      [tenantId, 1],
      [elsewhere, 1],
      [elsewhere, 2],
    ])
  })

  it('do not end each other’s sessions: not a person’s, not everybody’s', () => {
    const views = viewsAfter(
      signedIn(laptop, '08:00:00'),
      inTenant(elsewhere, signedIn(laptop, '08:00:00')),
      everySessionOf(ann, [], '09:00:00'),
      everySessionOf(null, [], '09:00:01'),
    )
    expect(views.sessions.all().map((row) => [row.tenantId, row.status])).toEqual([
      [tenantId, 'revoked'],
      [elsewhere, 'active'],
    ])
  })
})

describe('ending everybody’s sessions', () => {
  it('spares the sessions it names, and keeps how others had ended before', () => {
    const { sessions } = viewsAfter(
      signedIn(laptop, '08:00:00'),
      signedIn(phone, '08:00:00'),
      loggedOut(phone, '08:30:00'),
      everySessionOf(null, [laptop], '09:00:00'),
    )
    const rows = new Map(sessions.all().map((row) => [row.sessionId, row]))
    expect(rows.get(laptop)).toMatchObject({ status: 'active', undrained: null })
    expect(rows.get(phone)).toMatchObject({ status: 'loggedOut', reason: null, undrained: null })
  })
})

describe('a session', () => {
  it('is nowhere without a sign-in', () => {
    const views = viewsAfter(refreshed(laptop, 1, '08:00:00'), revoked(laptop, '08:01:00'))
    expect([...views.sessions.all(), ...views.distribution.all(), ...views.users.all()]).toEqual([])
  })

  it('keeps the name its sign-in gave the device, and all it knows when a request tells nothing', () => {
    const beginning = [signedIn(laptop, '08:00:00'), movedWith({ browser: 'Firefox 145' }, '08:10:00')]
    const expected = { id: 'device-of-zoe', name: 'Zoë’s laptop', browser: 'Firefox 145', os: 'Windows 11' }
    expect(viewsAfter(...beginning).sessions.all()[0]!.device).toMatchObject(expected)
    expect(viewsAfter(...beginning, movedWith(null, '08:20:00')).sessions.all()[0]!.device).toMatchObject(expected)
  })
})

describe('a person', () => {
  it('is remembered with the twenty devices seen last', () => {
    const visits = Array.from({ length: 21 }, (_, index) => movedWith({ browser: `Chrome ${index}` }, '08:10:00'))
    const { devices } = viewsAfter(signedIn(laptop, '08:00:00'), ...visits).users.all()[0]!
    expect(devices.map(({ browser }) => browser)).toEqual(
      Array.from({ length: 20 }, (_, index) => `Chrome ${20 - index}`),
    )
  })
})

describe('an anomaly', () => {
  const anomaly = anomalyOf([laptop], 75, '09:00:00')

  it('reaches a session that has ended meanwhile, without waking it', () => {
    const { sessions } = viewsAfter(signedIn(laptop, '08:00:00'), loggedOut(laptop, '08:30:00'), anomaly)
    expect(sessions.all()[0]).toMatchObject({ status: 'loggedOut', anomalies: [{ severity: 75 }] })
  })

  it('raised again under the same id is the same', () => {
    const views = viewsAfter(signedIn(laptop, '08:00:00'), anomaly, anomaly)
    expect(views.anomalies.all()).toHaveLength(1)
    expect(views.sessions.all()[0]!.anomalies).toHaveLength(1)
    expect(views.users.all()[0]!.anomalies).toHaveLength(1)
  })

  it('is kept even if nobody knows its session', () => {
    const views = viewsAfter(anomaly)
    expect(views.anomalies.all()).toHaveLength(1)
    expect(views.sessions.all()).toEqual([])
  })
})

describe('an operation', () => {
  it('that was never started has no row and no results', () => {
    const views = viewsAfter(
      ofOperation('OperationSessionEnded', { sessionId: phone, outcome: 'ended' }, '08:00:01'),
      ofOperation('OperationFinished', { ended: 1, alreadyEnded: 0 }, '08:00:02'),
    )
    expect([...views.operations.all(), ...views.results.all()]).toEqual([])
  })
})
