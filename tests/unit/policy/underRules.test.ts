import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '#events/session/events.ts'
import type { Session } from '#events/session/fold.ts'
import { expireSession, recordActivity } from '#services/sessions/commands/decider.ts'
import { decideUnderRules, type InForce } from '#services/sessions/commands/underRules.ts'
import { active, at, context, ids, plain, sessionAfter, started } from '../sessions/given.ts'

const operationId = '01890000-0000-7000-8000-0000000000ff'
/** Five minutes unused, from nine o'clock and ten minutes on. */
const rules: InForce = { idleSeconds: 300, absoluteSeconds: 36_000, policyVersion: 2, since: at(600), operationId }

const using = (session: Session, seconds: number, inForce: InForce | null = rules) =>
  decideUnderRules<string>(
    { session, now: at(seconds), inForce },
    (ruled) => recordActivity({ now: at(seconds), context: context() }, ruled),
    { ended: 'alreadyEnded' },
  )
const sweeping = (session: Session, seconds: number, inForce: InForce = rules) =>
  decideUnderRules<string>(
    { session, now: at(seconds), inForce },
    (ruled) => expireSession({ now: at(seconds) }, ruled),
    { ended: 'ended' },
  )
const shortened = { type: 'SessionShortened', ...ids, idleSeconds: 300, absoluteSeconds: 36_000, policyVersion: 2 }
const ruledOut = {
  type: 'SessionRevoked',
  ...ids,
  cause: 'policy',
  reason: null,
  message: null,
  ticket: null,
  operationId,
}
const events = (decision: { events: readonly SessionEvent[] }) => plain(decision.events)

describe('a session under rules that were made shorter', () => {
  it('that was over by them when they were made ends by them, whatever command comes first', () => {
    const unused = sessionAfter([started(), active(300)])
    expect(using(unused, 601)).toMatchObject({ outcome: 'alreadyEnded' })
    expect(events(using(unused, 601))).toEqual([ruledOut])
    expect(events(sweeping(unused, 601))).toEqual([ruledOut])
  })

  it('that had a second left goes on, and is shortened with its next event', () => {
    const used = sessionAfter([started(), active(301)])
    expect(events(using(used, 600))).toEqual([
      shortened,
      { type: 'SessionActivityRecorded', ...ids, activeAt: at(600) },
    ])
  })

  it('lasts to the second that they say, and not one longer', () => {
    const used = sessionAfter([started(), active(500)])
    expect(using(used, 799).outcome).toBe('recorded')
    expect(using(used, 800).outcome).toBe('alreadyEnded')
    const expired = { type: 'SessionExpired', ...ids, kind: 'idle', expiredAt: at(800) }
    expect(events(sweeping(used, 799))).toEqual([])
    expect(events(sweeping(used, 800))).toEqual([expired])
    expect(events(sweeping(used, 10_000))).toEqual([expired])
  })

  it('ends at the absolute end that they say, to the second', () => {
    const limited: InForce = { ...rules, idleSeconds: 3_600, absoluteSeconds: 1_000 }
    const used = sessionAfter([started(), active(900)])
    expect(using(used, 999, limited).outcome).toBe('recorded')
    expect(events(sweeping(used, 999, limited))).toEqual([])
    expect(events(sweeping(used, 1_000, limited))).toEqual([
      { type: 'SessionExpired', ...ids, kind: 'absolute', expiredAt: at(1_000) },
    ])
  })

  it('keeps what was written down when they are made longer again', () => {
    const [was, is] = [
      { idleSeconds: 300, absoluteSeconds: 36_000, policyVersion: 2 },
      { ...rules, idleSeconds: 3_600 },
    ]
    const event: SessionEvent = { type: 'SessionShortened', version: 1, data: { ...ids, ...was } }
    const short = sessionAfter([started(), { ...event, seconds: 100, from: null }])
    expect(short).toMatchObject({ idleSeconds: 300, idleExpiresAt: at(300), lastActiveAt: at(0) })
    expect(events(sweeping(short, 300, is))).toEqual([
      { type: 'SessionExpired', ...ids, kind: 'idle', expiredAt: at(300) },
    ])
  })

  it('that went on until signed out has the end that they give it from then on', () => {
    const endless = sessionAfter([started({ absoluteSeconds: null }), active(500)])
    const limited: InForce = { ...rules, idleSeconds: 3_600, absoluteSeconds: 1_000 }
    expect(events(using(endless, 600, limited))).toEqual([
      { ...shortened, idleSeconds: 3_600, absoluteSeconds: 1_000 },
      { type: 'SessionActivityRecorded', ...ids, activeAt: at(600) },
    ])
    expect(using(endless, 999, limited).outcome).toBe('recorded')
    expect(events(sweeping(endless, 1_001, limited))).toEqual([
      { type: 'SessionExpired', ...ids, kind: 'absolute', expiredAt: at(1_000) },
    ])
  })

  it('that goes on until signed out keeps that where only its idle time is cut', () => {
    const endless = sessionAfter([started({ absoluteSeconds: null }), active(500)])
    const cut: InForce = { ...rules, absoluteSeconds: null }
    expect(events(using(endless, 600, cut))[0]).toEqual({ ...shortened, absoluteSeconds: null })
  })

  it('gets nothing from rules that are longer', () => {
    const raised: InForce = { ...rules, idleSeconds: 86_400, absoluteSeconds: null }
    const used = sessionAfter([started(), active(500)])
    expect(events(using(used, 600, raised))).toEqual(events(using(used, 600, null)))
  })

  it('that had ended by itself before stays ended as it was', () => {
    const unused = sessionAfter([started()])
    const late: InForce = { ...rules, since: at(5_000) }
    expect(events(sweeping(unused, 5_001, late))).toEqual([
      { type: 'SessionExpired', ...ids, kind: 'idle', expiredAt: at(3_600) },
    ])
  })
})
