import { describe, expect, it } from 'vitest'
import {
  ada,
  admin,
  areInvalidated,
  because,
  bob,
  changesPassword,
  desk,
  elsewhere,
  here,
  inParis,
  isActive,
  isDisabled,
  isRevoked,
  lapses,
  laptop,
  logsOut,
  mailOf,
  moves,
  phone,
  refreshes,
  signsIn,
  type Told,
} from '../../support/sessionHistory.ts'
import { someContext } from '../../support/newEvent.ts'
import { given } from '../../support/viewEvents.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'

const sessionsAfter = (...told: Told[]) => {
  const views = viewsInMemory()
  views.project(given(...told))
  const rows = views.sessions.all()
  return {
    of: (sessionId: string, tenantId = here) =>
      rows.find((row) => row.sessionId === sessionId && row.tenantId === tenantId)!,
    rows,
  }
}

describe('a row of a session', () => {
  it('says who signed in, with what, from where and until when', () => {
    const row = sessionsAfter(signsIn(ada, laptop)).of(laptop)
    expect(row).toMatchObject({
      tenantId: here,
      sessionId: laptop,
      position: 1,
      userId: ada,
      person: mailOf(ada),
      status: 'active',
      client: 'web',
      methods: ['pwd'],
      startedAt: '2026-11-21T08:00:00.000Z',
      lastActiveAt: '2026-11-21T08:00:00.000Z',
      absoluteExpiresAt: '2026-12-21T08:00:00.000Z',
      device: { id: 'd-1', name: 'Zoë’s laptop', type: 'desktop', browser: 'Chrome 142', os: 'Windows 11' },
      refreshes: 0,
      revision: 0,
      endedAt: null,
      cause: null,
      undrained: null,
      anomalies: [],
    })
    expect(row.firstSeen).toEqual({ ip: '203.0.113.7', network: someContext.network, place: someContext.place })
    expect(row.lastSeen).toEqual(row.firstSeen)
  })

  it('follows refreshes and activity', () => {
    const row = sessionsAfter(
      signsIn(ada, laptop),
      refreshes(ada, laptop, 1, { at: '2026-11-21T09:00:00.000Z' }),
      refreshes(ada, laptop, 2, { at: '2026-11-21T10:00:00.000Z' }),
      isActive(ada, laptop, '2026-11-21T10:30:00.000Z'),
    ).of(laptop)
    expect(row).toMatchObject({ refreshes: 2, lastActiveAt: '2026-11-21T10:30:00.000Z', revision: 3, status: 'active' })
    // A week, and the quarter of an hour that activity may go unrecorded.
    expect(row.idleExpiresAt).toBe('2026-11-28T10:45:00.000Z')
  })

  it('shows where it was seen last, and keeps the device’s name and where it began', () => {
    const row = sessionsAfter(signsIn(ada, laptop), moves(ada, laptop, inParis)).of(laptop)
    expect(row.firstSeen.place?.city).toBe('Köln')
    expect(row.lastSeen).toEqual({ ip: '198.51.100.4', network: inParis.network, place: inParis.place })
    expect(row.device).toEqual({
      id: 'd-1',
      name: 'Zoë’s laptop',
      type: 'mobile',
      browser: 'Firefox 145',
      os: 'Android 16',
    })
  })

  it('keeps what is known of the device when a request tells nothing of it', () => {
    const row = sessionsAfter(signsIn(ada, laptop), moves(ada, laptop, { ...inParis, device: null })).of(laptop)
    expect(row.device).toMatchObject({ type: 'desktop', browser: 'Chrome 142', os: 'Windows 11' })
    expect(row.lastSeen.place?.city).toBe('Paris')
  })

  it.each([
    ['logged out', logsOut(ada, laptop, { at: '2026-11-21T09:00:00.000Z' }), 'loggedOut', 'person', null],
    ['revoked', isRevoked(ada, laptop, { at: '2026-11-21T09:00:00.000Z' }), 'revoked', 'admin', because.reason],
    [
      'expired, at the time it lapsed',
      lapses(ada, laptop, '2026-11-21T09:00:00.000Z', { at: '2026-11-21T09:00:42.000Z' }),
      'expired',
      'idle',
      null,
    ],
  ])('ends when it is %s', (_how, ending, status, cause, reason) => {
    const row = sessionsAfter(signsIn(ada, laptop), ending).of(laptop)
    expect(row).toMatchObject({ status, cause, reason, endedAt: '2026-11-21T09:00:00.000Z', undrained: null })
    expect(row.endedByKind).toBe(ending.event.actor.kind)
    expect(row.endedById).toBe(ending.event.actor.id)
  })

  it('stays as the first end left it', () => {
    const row = sessionsAfter(signsIn(ada, laptop), logsOut(ada, laptop), isRevoked(ada, laptop)).of(laptop)
    expect(row).toMatchObject({ status: 'loggedOut', cause: 'person', reason: null, message: null })
  })

  it('does not begin without a sign-in', () => {
    expect(sessionsAfter(refreshes(ada, laptop, 1), isRevoked(ada, laptop)).rows).toEqual([])
  })
})

describe('an event that ends many sessions', () => {
  const three = [signsIn(ada, laptop), signsIn(ada, phone), signsIn(bob, desk)]
  const living = (...told: Told[]) =>
    sessionsAfter(...told)
      .rows.filter(({ status }) => status === 'active')
      .map(({ sessionId }) => sessionId)
      .sort()

  it('SessionsInvalidated of a person ends all of theirs, at once, with its words', () => {
    const sessions = sessionsAfter(...three, areInvalidated(ada, [], { at: '2026-11-21T09:00:00.000Z' }))
    for (const sessionId of [laptop, phone])
      expect(sessions.of(sessionId)).toMatchObject({
        status: 'revoked',
        cause: 'admin',
        reason: because.reason,
        message: because.message,
        endedAt: '2026-11-21T09:00:00.000Z',
        endedByKind: 'admin',
        endedById: admin.id,
        undrained: 4,
        revision: 0,
      })
    expect(sessions.of(desk).status).toBe('active')
  })

  it('SessionsInvalidated spares the sessions it names', () => {
    expect(living(...three, areInvalidated(ada, [phone]))).toEqual([phone, desk].sort())
    expect(living(...three, areInvalidated(null, [desk]))).toEqual([desk])
  })

  it('SessionsInvalidated of a tenant ends everybody’s there, and nobody’s elsewhere', () => {
    const sessions = sessionsAfter(...three, signsIn(ada, laptop, { tenantId: elsewhere }), areInvalidated(null))
    expect(sessions.rows.filter(({ status }) => status === 'active').map(({ tenantId }) => tenantId)).toEqual([
      elsewhere,
    ])
  })

  it('UserDisabled ends all sessions of the person, whatever their own were', () => {
    const sessions = sessionsAfter(...three, isDisabled(ada))
    expect(sessions.of(laptop)).toMatchObject({ status: 'revoked', cause: 'disabled', reason: because.reason })
    expect(sessions.of(phone)).toMatchObject({ status: 'revoked', undrained: 4 })
    expect(sessions.of(desk).status).toBe('active')
  })

  it('CredentialChanged ends all sessions but the one that made the change', () => {
    const sessions = sessionsAfter(...three, changesPassword(ada, [laptop]))
    expect(sessions.of(laptop).status).toBe('active')
    expect(sessions.of(phone)).toMatchObject({ status: 'revoked', cause: 'credential', reason: null, message: null })
  })

  it('leaves alone what had ended before and what begins after it', () => {
    const sessions = sessionsAfter(signsIn(ada, laptop), logsOut(ada, laptop), areInvalidated(ada), signsIn(ada, phone))
    expect(sessions.of(laptop)).toMatchObject({ status: 'loggedOut', undrained: null })
    expect(sessions.of(phone).status).toBe('active')
  })

  it('is the end that stands: the drained session’s own event only tells that it is drained', () => {
    const sessions = sessionsAfter(
      ...three,
      areInvalidated(ada, [], { at: '2026-11-21T09:00:00.000Z' }),
      isRevoked(ada, laptop, { at: '2026-11-21T09:00:05.000Z', actor: { kind: 'system', id: 'drain' } }),
    )
    expect(sessions.of(laptop)).toMatchObject({
      status: 'revoked',
      endedAt: '2026-11-21T09:00:00.000Z',
      endedByKind: 'admin',
      undrained: null,
      revision: 1,
    })
    expect(sessions.of(phone).undrained).toBe(4)
  })
})
