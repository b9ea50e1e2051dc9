import { describe, expect, it } from 'vitest'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { given } from '../../support/viewEvents.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'
import {
  ann,
  anomalyOf,
  answerTo,
  bob,
  everySessionOf,
  expired,
  fromParis,
  inSession,
  instantOf,
  laptop,
  loggedOut,
  loginFailed,
  ofOperation,
  ofTenant,
  ofUser,
  phone,
  refreshed,
  revoked,
  signedIn,
  silent,
  tenantId,
} from './happenings.ts'

const viewsAfter = (...happenings: Parameters<typeof given>) => {
  const views = viewsInMemory()
  views.project(given(...happenings))
  return views
}

describe('activity by minute', () => {
  it('counts what happened in each minute, an expiry in the minute it lapsed', () => {
    const { activity } = viewsAfter(
      signedIn(laptop, '08:00:10'),
      loginFailed(ann, '08:00:40'),
      refreshed(laptop, 1, '08:00:59'),
      signedIn(phone, '08:01:00'),
      loggedOut(phone, '08:01:30'),
      expired(laptop, '08:01:59', '08:07:00'),
    )
    const zero = { logins: 0, failures: 0, refreshes: 0, logouts: 0, revocations: 0, expiries: 0 }
    expect(activity.all()).toEqual([
      { ...zero, tenantId, minute: instantOf('08:00:00'), logins: 1, failures: 1, refreshes: 1, position: 3 },
      { ...zero, tenantId, minute: instantOf('08:01:00'), logins: 1, logouts: 1, expiries: 1, position: 6 },
    ])
  })
})

describe('a session that was taken over from an application', () => {
  const takenOver = (sessionId: string, time: string, startedAt: string) => {
    const started = signedIn(sessionId, time)
    const before = { startedAt, takenOver: { lastActiveAt: startedAt }, methods: ['imported'] }
    return { ...started, event: { ...started.event, data: { ...started.event.data, ...before } as never } }
  }

  it('is no login of the minute in which it was told, nor is how it had ended', () => {
    const endedAt = instantOf('07:00:00')
    const revocation = { cause: 'admin' as const, ...silent, operationId: null, endedAt }
    const { activity } = viewsAfter(
      takenOver(laptop, '08:00:10', instantOf('06:00:00')),
      inSession(laptop, 'SessionRevoked', revocation, '08:00:10'),
      takenOver(phone, '08:00:11', instantOf('06:30:00')),
      inSession(phone, 'SessionLoggedOut', { by: 'client', endedAt }, '08:00:11'),
    )
    expect(activity.all()).toEqual([])
  })

  it('began, was last used and ended when its application says', () => {
    const endedAt = instantOf('07:00:00')
    const { sessions, users } = viewsAfter(
      takenOver(laptop, '08:00:10', instantOf('06:00:00')),
      inSession(laptop, 'SessionLoggedOut', { by: 'client', endedAt }, '08:00:10'),
    )
    expect(sessions.all()).toMatchObject([
      { startedAt: instantOf('06:00:00'), lastActiveAt: instantOf('06:00:00'), endedAt, status: 'loggedOut' },
    ])
    expect(users.all().find(({ userId }) => userId === ann)).toMatchObject({ lastSignInAt: instantOf('06:00:00') })
  })
})

describe('the second factors of a person', () => {
  const [app, key, later] = ['app', 'key', 'later'].map((name) => derivedUuid('factor', name)) as [
    string,
    string,
    string,
  ]
  const factor = (factorId: string, method: 'totp' | 'webauthn') => {
    const none = { name: factorId, secretId: factorId, backedUp: null, counter: null, step: null, challengeId: null }
    return ofUser(ann, 'SecondFactorEnrolled', { userId: ann, factorId, method, ...none }, '08:00:00')
  }
  const factorsAfter = (...happenings: Parameters<typeof given>) =>
    viewsAfter(...happenings)
      .users.all()
      .map(({ factors }) => factors)
  const both = [factor(app, 'totp'), factor(key, 'webauthn')]

  it('are those that were added and not removed', () => {
    expect(factorsAfter(...both)).toEqual([
      [
        { factorId: app, method: 'totp' },
        { factorId: key, method: 'webauthn' },
      ],
    ])
    const removed = ofUser(ann, 'SecondFactorRemoved', { userId: ann, factorId: app }, '09:00:00')
    expect(factorsAfter(...both, removed)).toEqual([[{ factorId: key, method: 'webauthn' }]])
  })

  it('are none after a reset', () => {
    const reset = ofUser(ann, 'SecondFactorsReset', { userId: ann, ...silent }, '09:00:00')
    expect(factorsAfter(...both, reset)).toEqual([[]])
    expect(factorsAfter(...both, reset, factor(later, 'totp'))).toEqual([[{ factorId: later, method: 'totp' }]])
  })
})

describe('a person’s own sign-out of another device', () => {
  it('counts as a logout; a revocation is somebody else’s decision', () => {
    const byOwner = { cause: 'user' as const, reason: null, message: null, ticket: null, operationId: null }
    const { activity } = viewsAfter(
      signedIn(laptop, '08:00:00'),
      signedIn(phone, '08:00:00'),
      inSession(laptop, 'SessionRevoked', byOwner, '08:02:10'),
      revoked(phone, '08:02:20'),
    )
    expect(activity.all().at(-1)).toMatchObject({ minute: instantOf('08:02:00'), logouts: 1, revocations: 1 })
  })
})

describe('the distribution of sessions', () => {
  const counts = (...happenings: Parameters<typeof given>) =>
    Object.fromEntries(
      viewsAfter(...happenings)
        .distribution.all()
        .map(({ facet, value, sessions, active }) => [`${facet}:${value}`, [sessions, active]]),
    )

  it('counts all sessions and the active ones, by family of browser and system', () => {
    expect(counts(signedIn(laptop, '08:00:00'), signedIn(phone, '08:00:00'), loggedOut(phone, '08:30:00'))).toEqual({
      'all:': [2, 1],
      'users:': [0, 1],
      'status:active': [1, 1],
      'status:loggedOut': [1, 0],
      'deviceType:desktop': [2, 1],
      'browser:Chrome': [2, 1],
      'os:Windows': [2, 1],
      'country:DE': [2, 1],
      'client:web': [2, 1],
    })
  })

  it('moves a session that moves, and leaves no empty counter behind', () => {
    const views = viewsInMemory()
    const happenings = [
      signedIn(laptop, '08:00:00'),
      inSession(laptop, 'SessionContextChanged', { changed: ['place'] }, '08:25:00', { context: fromParis }),
    ]
    const events = given(...happenings)
    views.project(events.slice(0, 1))
    views.project(events.slice(1))
    const countries = views.distribution.all().filter(({ facet }) => facet === 'country')
    expect(countries).toEqual([expect.objectContaining({ value: 'FR', sessions: 1, active: 1 })])
  })
})

describe('the overview of a person', () => {
  const registered = ofUser(ann, 'UserRegistered', { userId: ann, email: 'ann@acme.test', name: 'Ann' }, '07:00:00')
  const personAfter = (...happenings: Parameters<typeof given>) =>
    viewsAfter(registered, ...happenings)
      .users.all()
      .find(({ userId }) => userId === ann)!

  it('knows sessions, failures, usual hours, devices and places', () => {
    const person = personAfter(
      signedIn(laptop, '08:00:00'),
      signedIn(phone, '08:30:00', { context: fromParis }),
      loggedOut(phone, '09:00:00'),
      loginFailed(ann, '09:10:00'),
      loginFailed(null, '09:11:00'),
    )
    expect(person).toMatchObject({ live: 1, past: 1, failures: 1, lastSignInAt: instantOf('08:30:00') })
    expect(person.hours[8]).toBe(2)
    expect(person.devices).toEqual([expect.objectContaining({ browser: 'Chrome 142', times: 2 })])
    expect(person.places.map(({ city, times }) => [city, times])).toEqual([
      ['Paris', 1],
      ['Köln', 1],
    ])
  })

  it('counts sessions as past that somebody else ended', () => {
    expect(personAfter(signedIn(laptop, '08:00:00'), everySessionOf(ann, [], '09:00:00'))).toMatchObject({
      live: 0,
      past: 1,
    })
  })

  it('knows roles, and whether the person may sign in', () => {
    const roles = ofTenant('MemberRoleChanged', { userId: ann, roles: ['analyst'], ...silent }, '07:30:00')
    const disabled = ofUser(ann, 'UserDisabled', { userId: ann, ...silent }, '08:00:00')
    const enabled = ofUser(ann, 'UserEnabled', { userId: ann, ...silent }, '08:10:00')
    expect(personAfter(roles, disabled)).toMatchObject({ roles: ['analyst'], status: 'disabled' })
    expect(personAfter(roles, disabled, enabled)).toMatchObject({ status: 'active' })
  })
})

describe('the log', () => {
  it('has a line of every event, with what filters compare', () => {
    const { log } = viewsAfter(signedIn(laptop, '08:00:00'), loginFailed(null, '08:01:00'), revoked(laptop, '08:02:00'))
    expect(log.all()).toMatchObject([
      { number: 1, type: 'sessionstarted', sessionId: laptop, userId: ann, city: 'köln', browserFamily: 'chrome' },
      { number: 2, type: 'loginfailed', success: false, cause: 'wrong-password', userId: null },
      { number: 3, type: 'sessionrevoked', actorKind: 'admin', actorId: bob, cause: 'admin', country: 'de' },
    ])
  })

  it('keeps a line of what it cannot read, and parks it once; everything else goes on', () => {
    const broken = signedIn(phone, '08:01:00')
    const views = viewsAfter(
      signedIn(laptop, '08:00:00'),
      { ...broken, event: { ...broken.event, data: { nonsense: true } } as never },
      revoked(laptop, '08:02:00'),
    )
    expect(views.parked).toMatchObject([{ view: 'session_log', position: 2, reason: 'Unreadable', missingKeyOf: null }])
    expect(views.log.all().map(({ number, type }) => [number, type])).toEqual([
      [1, 'sessionstarted'],
      [2, 'sessionstarted'],
      [3, 'sessionrevoked'],
    ])
    expect(views.sessions.all().map(({ sessionId, status }) => [sessionId, status])).toEqual([[laptop, 'revoked']])
  })

  it('shows types and versions of the future as they are called, and folds them into nothing', () => {
    const future = signedIn(phone, '08:01:00')
    const views = viewsAfter({ ...future, event: { ...future.event, version: 9 } as never })
    expect(views.log.all()).toMatchObject([{ number: 1, type: 'sessionstarted', sessionId: phone }])
    expect(views.sessions.all()).toEqual([])
    expect(views.parked).toEqual([])
  })
})

describe('anomalies', () => {
  it('are listed with their evidence', () => {
    expect(viewsAfter(anomalyOf([laptop], 75, '08:00:00')).anomalies.all()).toMatchObject([
      { rule: 'refresh-token-reuse', severity: 75, sessionIds: [laptop], evidence: { currentGeneration: 3 } },
    ])
  })
})

describe('an anomaly that the policy answered', () => {
  it('shows what was done beside what the policy says, and why it was less', () => {
    const views = viewsAfter(anomalyOf([laptop], 75, '08:00:00'), answerTo([laptop], 75, '08:00:01'))
    expect(views.anomalies.all()).toMatchObject([
      {
        severity: 75,
        answer: { action: 'end-all-and-hold', did: 'end-session', why: 'last-admin', operationId: null },
      },
    ])
  })
})

describe('an operation', () => {
  const started = ofOperation(
    'OperationStarted',
    { kind: 'sessions', filter: null, userId: null, sessionIds: [laptop, phone], spared: [], ...silent },
    '08:00:00',
  )
  const ended = ofOperation('OperationSessionEnded', { sessionId: phone, outcome: 'ended' }, '08:00:01')
  const gone = ofOperation('OperationSessionEnded', { sessionId: laptop, outcome: 'already-ended' }, '08:00:02')
  const finished = ofOperation('OperationFinished', { ended: 1, alreadyEnded: 1 }, '08:00:03')
  const measured = ofOperation(
    'EffectMeasured',
    {
      decidedAt: instantOf('08:00:00'),
      refreshRefusedAt: instantOf('08:00:02'),
      sockets: 1,
      half: 12,
      p99: 12,
      slowest: 12,
      waiting: 0,
      sessions: [{ sessionId: phone, sockets: 1, closedAfterMs: 12 }],
    },
    '08:00:04',
  )

  it('waits for every session it was to end', () => {
    const { operations, results } = viewsAfter(started)
    expect(operations.all()).toMatchObject([{ sessions: 2, ended: 0, finishedAt: null, byId: bob }])
    expect(results.all().map(({ outcome }) => outcome)).toEqual(['waiting', 'waiting'])
  })

  it('tells what became of each, and how fast it took hold', () => {
    const { operations, results } = viewsAfter(started, ended, gone, finished, measured)
    expect(operations.all()).toMatchObject([
      { ended: 1, alreadyEnded: 1, finishedAt: instantOf('08:00:03'), effect: { sockets: { slowest: 12 } } },
    ])
    const byOrdinal = results.all().sort((one, other) => one.ordinal - other.ordinal)
    expect(byOrdinal).toMatchObject([
      { sessionId: laptop, outcome: 'already-ended', closedAfterMs: null },
      { sessionId: phone, outcome: 'ended', closedAfterMs: 12, at: instantOf('08:00:01') },
    ])
  })
})
