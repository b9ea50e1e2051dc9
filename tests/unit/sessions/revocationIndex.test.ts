import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { instant } from '#services/ambient/clock.ts'
import { revocationIndex } from '#services/sessions/endings/revocationIndex.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { ids, tenantId, userId } from './given.ts'

let position = 100
const recorded = (event: RollcallEvent, at = '2026-11-20T09:00:00.000Z'): Recorded<RollcallEvent> =>
  ({ ...event, tenantId, at, position: (position += 1), id: 'e', stream: 's', revision: 0 }) as Recorded<RollcallEvent>
const silent = { reason: null, message: 'Bye.', ticket: null, operationId: null }
const revoked = (sessionId: string, at?: string) =>
  recorded({ type: 'SessionRevoked', version: 1, data: { ...ids, sessionId, cause: 'admin', ...silent } }, at)
const invalidated = (user: string | null, except: string[] = []) =>
  recorded({
    type: 'SessionsInvalidated',
    version: 1,
    data: { userId: user, notBefore: '2026-11-20T09:00:00.000Z', except, cause: 'admin', ...silent },
  })
const rolesChanged = () =>
  recorded({
    type: 'MemberRoleChanged',
    version: 1,
    data: { userId, roles: ['admin'], reason: null, message: null, ticket: null },
  })

describe('the revocation index', () => {
  it('holds an ended session until every access token of it has expired', () => {
    const ambient = testAmbient()
    const index = revocationIndex(ambient.clock)
    index.observe(revoked('one'))
    expect(index.endingOf('one')).toEqual({ cause: 'admin', message: 'Bye.', endedAt: '2026-11-20T09:00:00.000Z' })
    ambient.pass(86_460_000)
    index.observe(revoked('two', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeDefined()
    ambient.pass(1)
    index.observe(revoked('three', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeUndefined()
    expect(index.size()).toBe(2)
  })

  it('knows what this process appended before the tail brings it, and is not confused when it does', () => {
    const index = revocationIndex(testAmbient().clock)
    const event = revoked('one')
    index.foresee([event])
    expect(index.endingOf('one')).toBeDefined()
    index.observe(event)
    expect(index.size()).toBe(1)
  })

  it('counts on from what the view knew', () => {
    const index = revocationIndex(testAmbient().clock)
    const ended = {
      tenantId,
      sessionId: 'old',
      cause: 'user',
      endedAt: '2026-11-20T08:59:00.000Z',
      keepUntil: '2026-11-20T09:30:00.000Z',
    }
    expect(
      index.load({ position: 7, ended: [ended], generations: [{ tenantId, userId, count: 3, position: 5 }] }),
    ).toBe(7)
    index.observe(rolesChanged())
    index.observe(invalidated(userId, ['spared']))
    index.observe(invalidated(null))
    expect(index.userMoves(userId)).toMatchObject({ count: 5, since: 7 })
    expect(index.userMoves(userId).recent.map(({ ending }) => ending?.except ?? null)).toEqual([null, ['spared']])
    expect(index.tenantMoves(tenantId)).toMatchObject({ count: 1, since: 7 })
    expect(index.userMoves('nobody')).toMatchObject({ count: 0, recent: [], since: 7 })
    expect(index.endingOf('old')).toEqual({ cause: 'user', endedAt: '2026-11-20T08:59:00.000Z' })
  })

  it('counts nothing twice where the view was further with one tenant than with all', () => {
    const index = revocationIndex(testAmbient().clock)
    const [counted, later] = [rolesChanged(), rolesChanged()]
    const ofTenant = invalidated(null)
    index.load({
      position: 7,
      ended: [],
      generations: [
        { tenantId, userId, count: 3, position: counted.position },
        { tenantId, userId: null, count: 1, position: ofTenant.position },
      ],
    })
    for (const event of [counted, later, ofTenant]) index.observe(event)
    expect(index.userMoves(userId)).toMatchObject({ count: 4, since: counted.position })
    expect(index.tenantMoves(tenantId)).toMatchObject({ count: 1, recent: [], since: ofTenant.position })
  })

  it('keeps the newest moves in detail, and says since when', () => {
    const index = revocationIndex(testAmbient().clock)
    const moves = Array.from({ length: 60 }, rolesChanged)
    moves.forEach(index.observe)
    const { count, recent, since } = index.userMoves(userId)
    expect([count, recent.length, since]).toEqual([60, 50, moves[9]!.position])
  })
})
