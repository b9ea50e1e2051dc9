import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownSession } from '#events/session/fold.ts'
import { type JudgedSession, judgeSessions, lastingUnder } from '#events/tenant/policy/judgeSessions.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { whileActive } from '#services/sessions/commands/decision.ts'
import { decideUnderRules } from '#services/sessions/commands/underRules.ts'
import { active, at, type Past, sessionAfter, started } from '../sessions/given.ts'
import { rolesOf, somePolicy } from './arbitraries.ts'

const lengths = fc.constantFrom(300, 600, 3_600, 86_400)
const someHistory = fc
  .record({
    idleSeconds: lengths,
    absoluteSeconds: fc.option(lengths, { nil: null }),
    remembered: fc.boolean(),
    clientId: fc.constantFrom('dashboard', 'shop'),
    userId: fc.constantFrom('ann', 'bob', 'cyd'),
    usedAt: fc.constantFrom(0, 1, 299, 300, 3_599, 3_600),
  })
  .map(({ usedAt, ...data }) => [started(data), active(usedAt)])
const sessionOf = (history: readonly Past[]) => sessionAfter(history) as KnownSession
/** When the rules change, in seconds after the session began: often right at an end of it. */
const moments = fc.constantFrom(3_600, 3_601, 3_899, 3_900, 3_901, 7_199, 7_200, 7_201, 86_399, 86_400, 86_401)
const someCase = fc.record({ policy: somePolicy, history: someHistory, seconds: moments })

const judged = (session: KnownSession): JudgedSession => ({
  ...session,
  deviceType: 'desktop',
  seen: { ip: null, network: null, place: null },
})
const verdictOf = (session: KnownSession, policy: Policy, seconds: number) =>
  judgeSessions([judged(session)], {
    policy,
    changed: ['lifetimes'],
    at: Date.parse(at(seconds)),
    rolesOf,
    spared: null,
  }).get(session.sessionId)?.kind ?? null
/** What the session's own stream is told when the change is carried out. */
const carriedOut = (session: KnownSession, policy: Policy, seconds: number) => {
  const lasting = lastingUnder(policy, session, rolesOf(session.userId))
  const inForce = { ...lasting, policyVersion: 2, since: at(seconds), operationId: 'the operation' }
  return decideUnderRules<string>(
    { session, now: at(seconds), inForce },
    (ruled) => whileActive(ruled, at(seconds), () => ({ outcome: 'kept', events: [] })),
    { ended: 'alreadyEnded', always: true },
  ).events
}

describe('what a preview says of a session', () => {
  it('is what its own stream decides under the rules', () => {
    fc.assert(
      fc.property(someCase, ({ policy, history, seconds }) => {
        const session = sessionOf(history)
        const types = carriedOut(session, policy, seconds).map((event) =>
          event.type === 'SessionRevoked' ? `${event.type} ${event.data.cause}` : event.type,
        )
        const expected = { over: ['SessionRevoked policy'], shorter: ['SessionShortened'], stays: [] }
        const verdict = verdictOf(session, policy, seconds)
        // One that had lapsed by itself gets no verdict, and ends as it would have.
        expect(types).toEqual(verdict === null ? ['SessionExpired'] : expected[verdict])
      }),
      // An end that falls right on the change comes once in some hundred.
      { numRuns: 3_000 },
    )
  })

  it('is that it stays, once that was carried out', () => {
    fc.assert(
      fc.property(someCase, ({ policy, history, seconds }) => {
        const [event] = carriedOut(sessionOf(history), policy, seconds)
        if (event?.type !== 'SessionShortened') return
        const { idleSeconds, absoluteSeconds } = event.data
        const shorter = sessionOf([...history, { ...event, seconds, from: null }])
        expect(shorter).toMatchObject({ idleSeconds, absoluteSeconds })
        expect(verdictOf(shorter, policy, seconds)).toBe('stays')
      }),
    )
  })
})
