import { describe, expect, it } from 'vitest'
import { signinStream } from '#events/streams.ts'
import { newEvent } from '../../support/newEvent.ts'
import {
  ada,
  areInvalidated,
  bob,
  desk,
  elsewhere,
  here,
  inParis,
  isDisabled,
  isEnabled,
  isRegistered,
  isRevoked,
  lapses,
  laptop,
  logsOut,
  mailOf,
  moves,
  phone,
  refreshes,
  rolesChange,
  signsIn,
  type Told,
} from '../../support/sessionHistory.ts'
import { given } from '../../support/viewEvents.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'

const viewsAfter = (...told: Told[]) => {
  const views = viewsInMemory()
  views.project(given(...told))
  return views
}
const failsToSignIn = (userId: string | null, at: string, tenantId = here): Told => ({
  stream: signinStream(tenantId, 'digest'),
  event: newEvent('LoginFailed', { userId, clientId: 'web', cause: 'wrong-password' }, { at, tenantId }),
})

describe('a person’s row', () => {
  const personAfter = (...told: Told[]) => viewsAfter(...told).users.all()[0]!

  it('begins with the registration', () => {
    const row = personAfter(isRegistered(ada, { at: '2026-11-20T10:00:00.000Z' }))
    expect(row).toMatchObject({
      tenantId: here,
      userId: ada,
      ...mailOf(ada),
      status: 'active',
      roles: [],
      registeredAt: '2026-11-20T10:00:00.000Z',
      lastSignInAt: null,
      live: 0,
      past: 0,
      failures: 0,
      position: 1,
    })
  })

  it('shows whether they are disabled, and the roles they have now', () => {
    expect(personAfter(isRegistered(ada), rolesChange(ada, ['analyst']), isDisabled(ada))).toMatchObject({
      status: 'disabled',
      roles: ['analyst'],
    })
    expect(personAfter(isRegistered(ada), isDisabled(ada), isEnabled(ada), rolesChange(ada, []))).toMatchObject({
      status: 'active',
      roles: [],
    })
  })

  it('counts live and past sessions, whatever ended them', () => {
    const beginning = [isRegistered(ada), signsIn(ada, laptop), signsIn(ada, phone), signsIn(ada, desk)]
    expect(personAfter(...beginning)).toMatchObject({ live: 3, past: 0 })
    expect(personAfter(...beginning, logsOut(ada, laptop))).toMatchObject({ live: 2, past: 1 })
    expect(personAfter(...beginning, logsOut(ada, laptop), areInvalidated(ada, [desk]))).toMatchObject({
      live: 1,
      past: 2,
    })
    expect(personAfter(...beginning, isDisabled(ada), isRevoked(ada, desk))).toMatchObject({ live: 0, past: 3 })
  })

  it('counts failed sign-ins of people who are known', () => {
    const views = viewsAfter(
      isRegistered(ada),
      failsToSignIn(ada, '2026-11-21T07:58:00.000Z'),
      failsToSignIn(ada, '2026-11-21T07:59:00.000Z'),
      failsToSignIn(null, '2026-11-21T08:00:00.000Z'),
    )
    expect(views.users.all()).toHaveLength(1)
    expect(views.users.all()[0]).toMatchObject({ failures: 2, lastFailureAt: '2026-11-21T07:59:00.000Z' })
  })

  it('remembers devices, places and hours, the latest first', () => {
    const row = personAfter(
      signsIn(ada, laptop, { at: '2026-11-21T08:10:00.000Z' }),
      signsIn(ada, phone, { at: '2026-11-21T08:50:00.000Z' }),
      moves(ada, phone, inParis, { at: '2026-11-21T10:00:00.000Z' }),
    )
    expect(row.devices).toEqual([
      {
        name: null,
        type: 'mobile',
        browser: 'Firefox 145',
        os: 'Android 16',
        times: 1,
        lastAt: '2026-11-21T10:00:00.000Z',
      },
      {
        name: 'Zoë’s laptop',
        type: 'desktop',
        browser: 'Chrome 142',
        os: 'Windows 11',
        times: 2,
        lastAt: '2026-11-21T08:50:00.000Z',
      },
    ])
    expect(row.places.map(({ city, times }) => [city, times])).toEqual([
      ['Paris', 1],
      ['Köln', 2],
    ])
    expect(row.hours.map((count, hour) => [hour, count]).filter(([, count]) => count !== 0)).toEqual([[8, 2]])
    expect(row).toMatchObject({ ...mailOf(ada), lastSignInAt: '2026-11-21T08:50:00.000Z' })
  })

  it('forgets the longest unseen of more than twenty devices', () => {
    const device = { ...inParis.device!, browser: 'Chrome 1' }
    const visits = Array.from({ length: 21 }, (_, index) =>
      moves(ada, laptop, { ...inParis, device: { ...device, browser: `Chrome ${index}` } }),
    )
    const { devices } = personAfter(signsIn(ada, laptop), ...visits)
    expect(devices.map(({ browser }) => browser)).toEqual(
      Array.from({ length: 20 }, (_, index) => `Chrome ${20 - index}`),
    )
  })
})

describe('activity by minute', () => {
  it('counts what happened in the minute it happened in, an expiry in that of the lapse', () => {
    const views = viewsAfter(
      signsIn(ada, laptop, { at: '2026-11-21T08:00:00.000Z' }),
      signsIn(ada, phone, { at: '2026-11-21T08:00:59.999Z' }),
      signsIn(bob, desk, { at: '2026-11-21T08:01:00.000Z' }),
      failsToSignIn(null, '2026-11-21T08:01:30.000Z'),
      refreshes(ada, laptop, 1, { at: '2026-11-21T08:01:31.000Z' }),
      logsOut(ada, laptop, { at: '2026-11-21T08:01:32.000Z' }),
      isRevoked(ada, phone, { at: '2026-11-21T08:01:33.000Z' }),
      lapses(bob, desk, '2026-11-21T08:01:40.000Z', { at: '2026-11-21T08:02:10.000Z' }),
    )
    const none = { logins: 0, failures: 0, refreshes: 0, logouts: 0, revocations: 0, expiries: 0 }
    expect(views.activity.all()).toEqual([
      { tenantId: here, minute: '2026-11-21T08:00:00.000Z', ...none, logins: 2, position: 2 },
      {
        tenantId: here,
        minute: '2026-11-21T08:01:00.000Z',
        logins: 1,
        failures: 1,
        refreshes: 1,
        logouts: 1,
        revocations: 1,
        expiries: 1,
        position: 8,
      },
    ])
  })

  it('keeps tenants apart', () => {
    const at = '2026-11-21T08:00:00.000Z'
    const views = viewsAfter(failsToSignIn(null, at), failsToSignIn(null, at, elsewhere))
    expect(views.activity.all().map(({ tenantId, failures }) => [tenantId, failures])).toEqual([
      [here, 1],
      [elsewhere, 1],
    ])
  })
})

describe('the distribution of sessions', () => {
  const countsAfter = (...told: Told[]) =>
    Object.fromEntries(
      viewsAfter(...told)
        .distribution.all()
        .map(({ facet, value, sessions, active }) => [value === '' ? facet : `${facet}:${value}`, [sessions, active]]),
    )

  it('counts sessions and those that are active by what people filter for', () => {
    expect(countsAfter(signsIn(ada, laptop), signsIn(ada, phone), signsIn(bob, desk), logsOut(bob, desk))).toEqual({
      all: [3, 2],
      users: [0, 1],
      'status:active': [2, 2],
      'status:loggedOut': [1, 0],
      'deviceType:desktop': [3, 2],
      'browser:Chrome': [3, 2],
      'os:Windows': [3, 2],
      'country:DE': [3, 2],
      'client:web': [3, 2],
    })
  })

  it('moves a session with its place and device, and keeps no value that nobody has', () => {
    const counts = countsAfter(signsIn(ada, laptop), moves(ada, laptop, inParis))
    expect(counts).toMatchObject({ 'country:FR': [1, 1], 'browser:Firefox': [1, 1], 'deviceType:mobile': [1, 1] })
    expect(counts).not.toHaveProperty('country:DE')
    expect(counts).not.toHaveProperty('browser:Chrome')
  })

  it('counts nobody as signed in once their last session is ended from outside', () => {
    expect(countsAfter(signsIn(ada, laptop), signsIn(ada, phone), areInvalidated(null))).toMatchObject({
      all: [2, 0],
      'status:revoked': [2, 0],
    })
    expect(countsAfter(signsIn(ada, laptop), areInvalidated(null))).not.toHaveProperty('users')
  })
})
