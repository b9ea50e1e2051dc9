import { describe, expect, it } from 'vitest'
import { operationStream, tenantStream } from '#events/streams.ts'
import { derivedUuid } from '#services/uuid.ts'
import { wholeTenant } from '#services/projections/tables/revocationTables.ts'
import { newEvent } from '../../support/newEvent.ts'
import {
  ada,
  admin,
  areInvalidated,
  because,
  bob,
  changesPassword,
  desk,
  here,
  isDisabled,
  isEnabled,
  isRaised,
  isRevoked,
  lapses,
  laptop,
  logsOut,
  phone,
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

describe('anomalies', () => {
  it('have a row each, and are remembered by the sessions they name and the person', () => {
    const raised = isRaised(ada, [laptop, phone], derivedUuid('anomaly', 1), { at: '2026-11-21T09:00:00.000Z' })
    const views = viewsAfter(signsIn(ada, laptop), signsIn(ada, phone), signsIn(ada, desk), raised)
    expect(views.anomalies.all()).toEqual([
      { tenantId: here, ...raised.event.data, at: '2026-11-21T09:00:00.000Z', position: 4 },
    ])
    const remembered = [{ id: derivedUuid('anomaly', 1), rule: 'refresh-token-reuse', severity: 75 }]
    const flagged = new Map(views.sessions.all().map(({ sessionId, anomalies }) => [sessionId, anomalies]))
    expect(Object.fromEntries(flagged)).toEqual({ [laptop]: remembered, [phone]: remembered, [desk]: [] })
    expect(views.users.all()[0]!.anomalies).toEqual(remembered)
  })

  it('reach a session that has ended meanwhile, without waking it', () => {
    const views = viewsAfter(signsIn(ada, laptop), logsOut(ada, laptop), isRaised(ada, [laptop]))
    expect(views.sessions.all()[0]).toMatchObject({ status: 'loggedOut', anomalies: [{ severity: 75 }] })
  })

  it('raised again under the same id are the same', () => {
    const views = viewsAfter(signsIn(ada, laptop), isRaised(ada, [laptop]), isRaised(ada, [laptop]))
    expect(views.anomalies.all()).toHaveLength(1)
    expect(views.sessions.all()[0]!.anomalies).toHaveLength(1)
    expect(views.users.all()[0]!.anomalies).toHaveLength(1)
  })

  it('of sessions nobody knows are kept all the same', () => {
    const views = viewsAfter(isRaised(ada, [laptop]))
    expect(views.anomalies.all()).toHaveLength(1)
    expect(views.sessions.all()).toEqual([])
  })
})

describe('operations', () => {
  const operationId = derivedUuid('operation', 1)
  const told = (event: Told['event']): Told => ({ stream: operationStream(event.tenantId, operationId), event })
  const started = told(
    newEvent(
      'OperationStarted',
      {
        operationId,
        kind: 'filter',
        filter: 'country:DE',
        userId: null,
        sessionIds: [phone, laptop],
        spared: [{ sessionId: desk, why: 'your-own' }],
        ...because,
      },
      { actor: admin, at: '2026-11-21T09:00:00.000Z' },
    ),
  )
  const result = (sessionId: string, outcome: 'ended' | 'already-ended' | 'gone', at: string) =>
    told(newEvent('OperationSessionEnded', { operationId, sessionId, outcome }, { at }))
  const finished = told(
    newEvent('OperationFinished', { operationId, ended: 1, alreadyEnded: 1 }, { at: '2026-11-21T09:00:03.000Z' }),
  )
  const measured = told(
    newEvent('EffectMeasured', {
      operationId,
      decidedAt: '2026-11-21T09:00:00.000Z',
      refreshRefusedAt: '2026-11-21T09:00:00.500Z',
      sockets: 2,
      half: 4,
      p99: 9,
      slowest: 9,
      waiting: 0,
      sessions: [{ sessionId: laptop, sockets: 2, closedAfterMs: 9 }],
    }),
  )
  const ends = [
    result(phone, 'ended', '2026-11-21T09:00:01.000Z'),
    result(laptop, 'already-ended', '2026-11-21T09:00:02.000Z'),
  ]

  it('begin with everything waiting, in the order that was confirmed', () => {
    const views = viewsAfter(started)
    expect(views.operations.all()).toEqual([
      {
        tenantId: here,
        operationId,
        kind: 'filter',
        filter: 'country:DE',
        userId: null,
        byKind: 'admin',
        byId: admin.id,
        ...because,
        startedAt: '2026-11-21T09:00:00.000Z',
        finishedAt: null,
        sessions: 2,
        ended: 0,
        alreadyEnded: 0,
        spared: [{ sessionId: desk, why: 'your-own' }],
        effect: null,
        revision: 0,
      },
    ])
    const results = views.results.all().sort((one, other) => one.ordinal - other.ordinal)
    expect(results.map(({ sessionId, outcome }) => [sessionId, outcome])).toEqual([
      [phone, 'waiting'],
      [laptop, 'waiting'],
    ])
  })

  it('count their results as they come', () => {
    const views = viewsAfter(started, ...ends)
    expect(views.operations.all()[0]).toMatchObject({ ended: 1, alreadyEnded: 1, finishedAt: null, revision: 2 })
    const results = Object.fromEntries(
      views.results.all().map(({ sessionId, outcome, at }) => [sessionId, [outcome, at]]),
    )
    expect(results).toEqual({
      [phone]: ['ended', '2026-11-21T09:00:01.000Z'],
      [laptop]: ['already-ended', '2026-11-21T09:00:02.000Z'],
    })
  })

  it('finish, and tell what the ending meant for open connections', () => {
    const views = viewsAfter(started, ...ends, finished, measured)
    expect(views.operations.all()[0]).toMatchObject({
      finishedAt: '2026-11-21T09:00:03.000Z',
      effect: { refreshRefusedAt: '2026-11-21T09:00:00.500Z', sockets: { open: 2, closedAfterMs: 9, waiting: 0 } },
    })
    const closed = Object.fromEntries(
      views.results.all().map(({ sessionId, closedAfterMs }) => [sessionId, closedAfterMs]),
    )
    expect(closed).toEqual({ [phone]: null, [laptop]: 9 })
  })

  it('that were never started have no row', () => {
    const views = viewsAfter(...ends, finished)
    expect([...views.operations.all(), ...views.results.all()]).toEqual([])
  })
})

describe('revocations', () => {
  const at = '2026-11-21T09:00:00.000Z'
  const shortensAccess = (accessSeconds: number): Told => {
    const event = newEvent('PolicyChanged', {
      accessSeconds,
      idleSeconds: 604_800,
      absoluteSeconds: 2_592_000,
      graceSeconds: 10,
      neutralMessage: 'Please sign in again.',
    })
    return { stream: tenantStream(here), event }
  }

  it.each([
    ['a logout', logsOut(ada, laptop, { at }), 'person'],
    ['a revocation', isRevoked(ada, laptop, { at }), 'admin'],
    ['an expiry, from the time it lapsed', lapses(ada, laptop, at, { at: '2026-11-21T09:30:00.000Z' }), 'idle'],
  ])('hold %s as long as an access token could be good, and a minute more', (_what, ending, cause) => {
    expect(viewsAfter(signsIn(ada, laptop), ending).revocations.all()).toEqual([
      { tenantId: here, sessionId: laptop, cause, endedAt: at, keepUntil: '2026-11-21T09:31:00.000Z' },
    ])
  })

  it('are kept for the longest access lifetime that any policy so far has allowed', () => {
    const views = viewsAfter(shortensAccess(7_200), shortensAccess(60), logsOut(ada, laptop, { at }))
    expect(views.revocations.all()[0]!.keepUntil).toBe('2026-11-21T11:01:00.000Z')
  })

  it('count what outdates the tokens of a person, and of a whole tenant', () => {
    const views = viewsAfter(
      areInvalidated(ada),
      areInvalidated(null),
      areInvalidated(null),
      isDisabled(ada),
      isEnabled(ada),
      changesPassword(ada, [laptop]),
      rolesChange(ada, ['analyst']),
      rolesChange(bob, ['admin']),
    )
    const counts = Object.fromEntries(views.generations.all().map(({ userId, count }) => [userId, count]))
    expect(counts).toEqual({ [wholeTenant]: 2, [ada]: 4, [bob]: 1 })
  })
})
