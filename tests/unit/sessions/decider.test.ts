import { describe, expect, it } from 'vitest'
import type { Decision } from '#services/sessions/commands/decision.ts'
import {
  changeContext,
  expireSession,
  logOut,
  recordActivity,
  revokeSession,
  startSession,
} from '#services/sessions/commands/decider.ts'
import type { Session } from '#events/session/fold.ts'
import {
  active,
  at,
  context,
  device,
  ids,
  loggedOut,
  plain,
  refreshed,
  revoked,
  sessionAfter,
  started,
  type Past,
} from './given.ts'

interface Specification {
  it: string
  given: Past[]
  when: (session: Session) => Decision<string>
  outcome: string
  events: object[]
}
const holds = (specifications: Specification[]) =>
  it.each(specifications)('$it', ({ given, when, outcome, events }) => {
    const decision = when(sessionAfter(given))
    expect(decision.outcome).toBe(outcome)
    expect(plain(decision.events)).toEqual(events)
  })

const why = { cause: 'admin', reason: 'odd', message: null, ticket: 'T-1', operationId: null } as const
const idleEnd = 3600
const expired = (kind: 'idle' | 'absolute', seconds: number) => ({
  type: 'SessionExpired',
  ...ids,
  kind,
  expiredAt: at(seconds),
})

describe('starting a session', () => {
  it('refuses an id that has a history', () => {
    const { seconds: _seconds, from: _from, ...event } = started()
    const beginning = { now: at(0), data: event.data as never, isRepeatable: false }
    expect(() => startSession(beginning, sessionAfter([started()]))).toThrow('already-exists')
    expect(startSession(beginning, sessionAfter([])).events).toEqual([event])
    // An earlier try of the same request has started it.
    expect(startSession({ ...beginning, isRepeatable: true }, sessionAfter([started()])).events).toEqual([])
  })
})

describe('revoking a session', () => {
  holds([
    {
      it: 'ends it with cause, reason and ticket',
      given: [started()],
      when: (session) => revokeSession({ now: at(60), ...why }, session),
      outcome: 'ended',
      events: [{ type: 'SessionRevoked', ...ids, ...why }],
    },
    {
      it: 'ignores a second revocation',
      given: [started(), revoked(10)],
      when: (session) => revokeSession({ now: at(60), ...why }, session),
      outcome: 'alreadyEnded',
      events: [],
    },
    {
      it: 'finds nothing where no session was',
      given: [],
      when: (session) => revokeSession({ now: at(60), ...why }, session),
      outcome: 'gone',
      events: [],
    },
    {
      it: 'writes down an expiry that came first',
      given: [started()],
      when: (session) => revokeSession({ now: at(idleEnd), ...why }, session),
      outcome: 'alreadyEnded',
      events: [expired('idle', idleEnd)],
    },
  ])
})

describe('logging out', () => {
  holds([
    {
      it: 'ends the session in the person\u2019s own words',
      given: [started(), refreshed(50, 1)],
      when: (session) => logOut({ now: at(60), by: 'inactivity' }, session),
      outcome: 'ended',
      events: [{ type: 'SessionLoggedOut', ...ids, by: 'inactivity' }],
    },
    {
      it: 'is nothing new after an end',
      given: [started(), loggedOut(10)],
      when: (session) => logOut({ now: at(60), by: 'person' }, session),
      outcome: 'alreadyEnded',
      events: [],
    },
  ])
})

describe('expiry', () => {
  holds([
    {
      it: 'does not come a millisecond early',
      given: [started()],
      when: (session) => expireSession({ now: at(idleEnd - 0.001) }, session),
      outcome: 'notDue',
      events: [],
    },
    {
      it: 'comes with the idle time to the second, and says when it lapsed',
      given: [started()],
      when: (session) => expireSession({ now: at(9000) }, session),
      outcome: 'ended',
      events: [expired('idle', idleEnd)],
    },
    {
      it: 'is put off by recorded activity and by a refresh',
      given: [started(), active(1000), refreshed(2000, 1)],
      when: (session) => expireSession({ now: at(2000 + idleEnd - 1) }, session),
      outcome: 'notDue',
      events: [],
    },
    {
      it: 'is absolute however active the session was',
      given: [started({ absoluteSeconds: 3000 }), active(2900)],
      when: (session) => expireSession({ now: at(3000) }, session),
      outcome: 'ended',
      events: [expired('absolute', 3000)],
    },
    {
      it: 'is never absolute where the session goes on until signed out',
      given: [started({ absoluteSeconds: null }), active(1_000_000)],
      when: (session) => expireSession({ now: at(1_000_000 + idleEnd - 1) }, session),
      outcome: 'notDue',
      events: [],
    },
    {
      it: 'comes with the idle time to a session that goes on until signed out',
      given: [started({ absoluteSeconds: null }), active(1_000_000)],
      when: (session) => expireSession({ now: at(1_000_000 + idleEnd + 1) }, session),
      outcome: 'ended',
      events: [expired('idle', 1_000_000 + idleEnd)],
    },
    {
      it: 'comes once',
      given: [started(), loggedOut(5)],
      when: (session) => expireSession({ now: at(90_000) }, session),
      outcome: 'notDue',
      events: [],
    },
  ])
})

const elsewhere = context({ ip: '203.0.113.9', network: { name: '203.0.113.0/24', kind: 'prefix' } })
describe('activity', () => {
  holds([
    {
      it: 'is not written before it moved by a recording interval',
      given: [started()],
      when: (session) => recordActivity({ now: at(59), context: context() }, session),
      outcome: 'unchanged',
      events: [],
    },
    {
      it: 'is written from then on',
      given: [started()],
      when: (session) => recordActivity({ now: at(60), context: context() }, session),
      outcome: 'recorded',
      events: [{ type: 'SessionActivityRecorded', ...ids, activeAt: at(60) }],
    },
    {
      it: 'is written a hundredth of a long idle time apart, fifteen minutes at most',
      given: [started({ idleSeconds: 604_800, absoluteSeconds: 2_592_000 })],
      when: (session) => recordActivity({ now: at(899), context: context() }, session),
      outcome: 'unchanged',
      events: [],
    },
    {
      it: 'from another address says so at once',
      given: [started()],
      when: (session) => recordActivity({ now: at(5), context: elsewhere }, session),
      outcome: 'recorded',
      events: [{ type: 'SessionContextChanged', ...ids, changed: ['ip', 'network'] }],
    },
    {
      it: 'that is told late counts from when it was',
      given: [started()],
      when: (session) => recordActivity({ now: at(300), activeAt: at(120), context: elsewhere }, session),
      outcome: 'recorded',
      events: [
        { type: 'SessionActivityRecorded', ...ids, activeAt: at(120) },
        { type: 'SessionContextChanged', ...ids, changed: ['ip', 'network'] },
      ],
    },
    {
      it: 'that is older than what is known takes nothing back',
      given: [started(), refreshed(200, 1)],
      when: (session) => recordActivity({ now: at(300), activeAt: at(120), context: elsewhere }, session),
      outcome: 'unchanged',
      events: [],
    },
    {
      it: 'does not revive an idle session',
      given: [started()],
      when: (session) => recordActivity({ now: at(idleEnd), context: context() }, session),
      outcome: 'alreadyEnded',
      events: [expired('idle', idleEnd)],
    },
  ])
})

describe('a change of context', () => {
  holds([
    {
      it: 'is none when the browser was updated',
      given: [started()],
      when: (session) =>
        changeContext({ now: at(5), context: context({ device: device('Chrome 143', 'Windows 11') }) }, session),
      outcome: 'unchanged',
      events: [],
    },
    {
      it: 'is none when a later request does not name the device that signed in',
      given: [started({}, context({ device: device('Chrome 142', 'Windows 11', 'laptop-1') })), refreshed(5, 1)],
      when: (session) =>
        changeContext(
          { now: at(9), context: context({ device: device('Chrome 142', 'Windows 11', 'laptop-1') }) },
          session,
        ),
      outcome: 'unchanged',
      events: [],
    },
    {
      it: 'is one when the device names itself differently',
      given: [started({}, context({ device: device('Chrome 142', 'Windows 11', 'laptop-1') })), refreshed(5, 1)],
      when: (session) =>
        changeContext(
          { now: at(9), context: context({ device: device('Chrome 142', 'Windows 11', 'laptop-2') }) },
          session,
        ),
      outcome: 'changed',
      events: [{ type: 'SessionContextChanged', ...ids, changed: ['device'] }],
    },
    {
      it: 'is one when the city differs, and none when only its accuracy does',
      given: [
        started({}, context({ place: place('Berlin', 20) })),
        refreshed(5, 1, {}, context({ place: place('Berlin', 50) })),
      ],
      when: (session) => changeContext({ now: at(9), context: context({ place: place('Paris', 50) }) }, session),
      outcome: 'changed',
      events: [{ type: 'SessionContextChanged', ...ids, changed: ['place'] }],
    },
  ])
})

function place(city: string, accuracyKm: number) {
  return { country: 'DE', region: null, city, lat: 1, lon: 2, accuracyKm, source: 'test' }
}
