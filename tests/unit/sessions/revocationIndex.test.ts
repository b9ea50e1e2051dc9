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

const policy = (accessSeconds: number) =>
  recorded({
    type: 'PolicyChanged',
    version: 1,
    data: { accessSeconds, idleSeconds: 604_800, absoluteSeconds: 2_592_000, graceSeconds: 10, neutralMessage: '.' },
  })

describe('the revocation index', () => {
  it('holds an ended session until every access token of it has expired, and no longer than its tenant needs', () => {
    const ambient = testAmbient()
    const index = revocationIndex(ambient.clock)
    index.observe(revoked('one'))
    expect(index.endingOf('one')).toEqual({ cause: 'admin', message: 'Bye.', endedAt: '2026-11-20T09:00:00.000Z' })
    index.observe(policy(7_200))
    index.observe(policy(600))
    index.observe(revoked('two'))
    ambient.pass(31 * 60_000)
    index.observe(revoked('three', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeDefined()
    ambient.pass(60_000)
    index.observe(revoked('four', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeUndefined()
    expect(index.endingOf('two')).toBeDefined()
    ambient.pass(2 * 3_600_000)
    index.observe(revoked('five', instant(ambient.clock)))
    expect(['two', 'three', 'four', 'five'].map((id) => index.endingOf(id) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(index.size()).toBe(3)
  })

  it('knows from its start how long tokens of a tenant live', () => {
    const ambient = testAmbient()
    const index = revocationIndex(ambient.clock)
    const known = { tenantId, userId: null, count: 0, longestAccessSeconds: 86_400 }
    index.load({ position: 7, ended: [], generations: [known] })
    index.observe(revoked('one'))
    ambient.pass(86_400_000)
    index.observe(revoked('two', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeDefined()
    ambient.pass(120_000)
    index.observe(revoked('three', instant(ambient.clock)))
    expect(index.endingOf('one')).toBeUndefined()
  })

  it('forgets nobody for a clock that is ahead, be it its own or the log’s', () => {
    const ambient = testAmbient()
    const index = revocationIndex(ambient.clock)
    index.observe(revoked('one'))
    index.observe(revoked('two', '2026-11-21T09:00:00.000Z'))
    expect(index.endingOf('one')).toBeDefined()
    ambient.pass(86_400_000)
    index.observe(revoked('three'))
    expect(index.endingOf('one')).toBeDefined()
  })

  it('knows what this process appended before the tail brings it, and is not confused when it does', () => {
    const index = revocationIndex(testAmbient().clock)
    const event = revoked('one')
    index.foresee([event])
    expect(index.endingOf('one')).toBeDefined()
    index.observe(event)
    expect(index.size()).toBe(1)
  })

  it('counts on from what the ended set knew', () => {
    const index = revocationIndex(testAmbient().clock)
    const endedAt = '2026-11-20T08:59:00.000Z'
    const ended = { sessionId: 'old', cause: 'user', endedAt: Date.parse(endedAt), keepUntil: Date.parse(endedAt) + 1 }
    const known = { tenantId, userId, count: 3, longestAccessSeconds: 0 }
    expect(index.load({ position: 7, ended: [ended], generations: [known] })).toBe(7)
    index.observe(rolesChanged())
    index.observe(invalidated(userId, ['spared']))
    index.observe(invalidated(null))
    expect(index.userMoves(userId)).toMatchObject({ count: 5, since: 7 })
    expect(index.userMoves(userId).recent.map(({ ending }) => ending?.except ?? null)).toEqual([null, ['spared']])
    expect(index.tenantMoves(tenantId)).toMatchObject({ count: 1, since: 7 })
    expect(index.userMoves('nobody')).toMatchObject({ count: 0, recent: [], since: 7 })
    expect(index.endingOf('old')).toEqual({ cause: 'user', endedAt: '2026-11-20T08:59:00.000Z' })
  })

  it('keeps the newest moves in detail, and says since when', () => {
    const index = revocationIndex(testAmbient().clock)
    const moves = Array.from({ length: 60 }, rolesChanged)
    moves.forEach(index.observe)
    const { count, recent, since } = index.userMoves(userId)
    expect([count, recent.length, since]).toEqual([60, 50, moves[9]!.position])
  })
})
