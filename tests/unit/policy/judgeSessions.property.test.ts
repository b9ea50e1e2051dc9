import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { type JudgedSession, judgeSessions, type Judging } from '#events/tenant/policy/judgeSessions.ts'
import { limitsFor } from '#events/tenant/policy/limitsFor.ts'
import { judgement } from '#services/operations/policy/judgement.ts'
import { now, rolesOf, someSections, somePolicy, someSessions } from './arbitraries.ts'

const judgingOf = (policy: Judging['policy'], changed: Judging['changed'], spared: string | null = null): Judging => ({
  policy,
  changed,
  at: now,
  rolesOf,
  spared,
})
const someCase = fc.record({ policy: somePolicy, changed: someSections, sessions: someSessions })

/** The sessions that go on, as they are then. */
const carriedOut = (sessions: readonly JudgedSession[], judging: Judging): JudgedSession[] => {
  const verdicts = judgeSessions(sessions, judging)
  return sessions.flatMap((session) => {
    const verdict = verdicts.get(session.sessionId)
    if (verdict === undefined || verdict.kind === 'over') return []
    if (verdict.kind === 'stays') return [session]
    const { idleSeconds, absoluteSeconds } = verdict
    return [{ ...session, idleSeconds, absoluteSeconds }]
  })
}
const endsAt = ({ startedAt, lastActiveAt, idleSeconds, absoluteSeconds }: JudgedSession): number =>
  Math.min(
    Date.parse(lastActiveAt) + idleSeconds * 1000,
    absoluteSeconds === null ? Number.POSITIVE_INFINITY : Date.parse(startedAt) + absoluteSeconds * 1000,
  )

describe('for any policy, sessions and time', () => {
  it('what is live after the change is what the preview let live', () => {
    fc.assert(
      fc.property(someCase, ({ policy, changed, sessions }) => {
        const judging = judgingOf(policy, changed)
        const survivors = carriedOut(sessions, judging)
        const again = judgeSessions(survivors, judging)
        expect([...again.values()].every(({ kind }) => kind === 'stays')).toBe(true)
        expect([...again.keys()]).toEqual(survivors.map(({ sessionId }) => sessionId))
        expect(survivors.every((session) => endsAt(session) > now)).toBe(true)
      }),
    )
  })

  it('judging person by person counts and names the same sessions', () => {
    fc.assert(
      fc.property(someCase, ({ policy, changed, sessions }) => {
        const judging = judgingOf(policy, changed)
        const verdicts = judgeSessions(sessions, judging)
        const of = (kind: string) => sessions.filter(({ sessionId }) => verdicts.get(sessionId)?.kind === kind)
        const judged = judgement(judging, 100)
        for (const ofPerson of Map.groupBy(sessions, ({ userId }) => userId).values()) judged.add(ofPerson)
        const { ends, shortens, ended, shortened } = judged.finish()
        const people = (some: JudgedSession[]) => new Set(some.map(({ userId }) => userId)).size
        expect(ends.toSorted()).toEqual(of('over').map(({ sessionId }) => sessionId))
        expect(shortens.map(({ sessionId }) => sessionId).toSorted()).toEqual(
          of('shorter').map(({ sessionId }) => sessionId),
        )
        expect(ended).toEqual({ sessions: of('over').length, users: people(of('over')) })
        expect(shortened).toEqual({ sessions: of('shorter').length, users: people(of('shorter')) })
      }),
    )
  })

  it('nobody is left over a limit, and nobody in a place that is shut', () => {
    fc.assert(
      fc.property(someCase, ({ policy, sessions }) => {
        const left = carriedOut(sessions, judgingOf(policy, ['limits', 'access']))
        const { limits } = policy
        expect(left.length).toBeLessThanOrEqual(limits.tenantWide ?? left.length)
        for (const [userId, ofPerson] of Map.groupBy(left, (session) => session.userId)) {
          const mildest = ['dashboard', 'shop'].map(
            (clientId) => limitsFor(policy, { roles: rolesOf(userId), clientId }).perPerson,
          )
          const most = mildest.includes(null) ? ofPerson.length : Math.max(...mildest.map(Number))
          expect(ofPerson.length).toBeLessThanOrEqual(most)
          const inShop = ofPerson.filter(({ clientId }) => clientId === 'shop').length
          expect(inShop).toBeLessThanOrEqual(policy.limits.perApplication['shop'] ?? inShop)
        }
        expect(left.every((session) => keptOutBy(policy.access, session.seen) === null)).toBe(true)
      }),
    )
  })

  it('no limit ends the session of whoever changes the rules', () => {
    fc.assert(
      fc.property(someCase, ({ policy, sessions }) => {
        const [own] = sessions
        if (own === undefined) return
        const verdicts = judgeSessions(sessions, judgingOf(policy, ['limits'], own.sessionId))
        expect(verdicts.get(own.sessionId)?.kind ?? 'stays').toBe('stays')
      }),
    )
  })

  it('a session that goes on never gets a longer life', () => {
    fc.assert(
      fc.property(someCase, ({ policy, changed, sessions }) => {
        for (const session of carriedOut(sessions, judgingOf(policy, changed))) {
          const before = sessions.find(({ sessionId }) => sessionId === session.sessionId)!
          expect(endsAt(session)).toBeLessThanOrEqual(endsAt(before))
        }
      }),
    )
  })
})
