import { describe, expect, it } from 'vitest'
import { decideRefresh, type RefreshSession } from '#services/sessions/commands/decideRefresh.ts'
import {
  active,
  plain,
  at,
  context,
  device,
  ids,
  loggedOut,
  refreshed,
  revoked,
  sessionAfter,
  started,
  type Past,
} from './given.ts'

const command = (change: Partial<RefreshSession>): RefreshSession => ({
  now: at(100),
  presented: 0,
  keyId: 'k2',
  attempt: null,
  active: true,
  graceSeconds: 10,
  clientId: null,
  transport: 'bearer',
  context: context(),
  ...change,
})

interface Specification {
  it: string
  given: Past[]
  when: Partial<RefreshSession>
  outcome: string
  events?: object[]
}
const refreshedTo = (generation: number, attempt: string | null = null) => ({
  type: 'SessionRefreshed',
  ...ids,
  generation,
  keyId: 'k2',
  attempt,
})
const endedByReuse = (presentedGeneration: number, currentGeneration: number) => [
  { type: 'RefreshTokenReused', ...ids, presentedGeneration, currentGeneration },
  { type: 'SessionRevoked', ...ids, cause: 'reuse', reason: null, message: null, ticket: null, operationId: null },
]
const backend = context({ userAgent: 'okhttp/4.12.0', device: device('okhttp 4', 'Linux 6') })
const firefox = context({ device: device('Firefox 140', 'Windows 11') })
const elsewhere = context({ ip: '203.0.113.9' })

const current: Specification[] = [
  { it: 'advances the session', given: [started()], when: {}, outcome: 'advanced', events: [refreshedTo(1)] },
  {
    it: 'keeps the attempt with the advance',
    given: [started(), refreshed(50, 1)],
    when: { presented: 1, attempt: 'a' },
    outcome: 'advanced',
    events: [refreshedTo(2, 'a')],
  },
  {
    it: 'keeps with the advance that only a timer asked',
    given: [started()],
    when: { active: false },
    outcome: 'advanced',
    events: [{ ...refreshedTo(1), active: false }],
  },
  {
    it: 'expires a session that only timers refreshed, at the idle end of the last activity',
    given: [started(), active(600), refreshed(3000, 1, { active: false }), refreshed(4100, 2, { active: false })],
    when: { now: at(4200), presented: 2 },
    outcome: 'alreadyEnded',
    events: [{ type: 'SessionExpired', ...ids, kind: 'idle', expiredAt: at(4200) }],
  },
  {
    it: 'says so when it comes from elsewhere',
    given: [started()],
    when: { context: elsewhere },
    outcome: 'advanced',
    events: [refreshedTo(1), { type: 'SessionContextChanged', ...ids, changed: ['ip'] }],
  },
  { it: 'is not for another client', given: [started()], when: { clientId: 'crm' }, outcome: 'mismatched' },
  { it: 'is not for another transport', given: [started()], when: { transport: 'cookie' }, outcome: 'mismatched' },
  {
    it: 'expires a session that lapsed unnoticed',
    given: [started()],
    when: { now: at(3660) },
    outcome: 'alreadyEnded',
    events: [{ type: 'SessionExpired', ...ids, kind: 'idle', expiredAt: at(3600) }],
  },
  { it: 'does nothing after a logout', given: [started(), loggedOut(9)], when: {}, outcome: 'alreadyEnded' },
  { it: 'does nothing after a revocation', given: [started(), revoked(9)], when: {}, outcome: 'alreadyEnded' },
  { it: 'does nothing for a session that never was', given: [], when: {}, outcome: 'gone' },
]

const parent: Specification[] = [
  {
    it: 'gets the same successor until a second before the grace is over',
    given: [started(), refreshed(91, 1)],
    when: {},
    outcome: 'repeated',
  },
  {
    it: 'gets it from another address too',
    given: [started(), refreshed(91, 1)],
    when: { context: elsewhere },
    outcome: 'repeated',
  },
  {
    it: 'gets it after a browser update',
    given: [started(), refreshed(91, 1)],
    when: { context: context({ device: device('Chrome 150', 'Windows 11') }) },
    outcome: 'repeated',
  },
  {
    it: 'is reuse the moment the grace is over',
    given: [started(), refreshed(90, 1)],
    when: {},
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'is reuse a second after',
    given: [started(), refreshed(89, 1)],
    when: {},
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'is reuse at once where the grace is 0',
    given: [started(), refreshed(100, 1)],
    when: { graceSeconds: 0 },
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'gets it where the log’s time is a little ahead of this clock',
    given: [started(), refreshed(102, 1)],
    when: {},
    outcome: 'repeated',
  },
  {
    it: 'is reuse where the log’s time is so far ahead that nobody knows how long ago it was',
    given: [started(), refreshed(111, 1)],
    when: {},
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'is reuse where the grace is 0 and the log’s time a little ahead',
    given: [started(), refreshed(101, 1)],
    when: { graceSeconds: 0 },
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'gets it where another agent was active since: an app’s backend pings with an agent of its own',
    given: [started(), refreshed(91, 1), active(95, backend)],
    when: {},
    outcome: 'repeated',
  },
  {
    it: 'gets it on the device that used it, though the session began on another',
    given: [started({}, firefox), refreshed(91, 1)],
    when: {},
    outcome: 'repeated',
  },
  {
    it: 'is refused to another browser, and the session lives: a phone that asks for desktop pages is no thief',
    given: [started(), refreshed(99, 1)],
    when: { context: firefox },
    outcome: 'otherDevice',
  },
  {
    it: 'is refused to another system',
    given: [started(), refreshed(99, 1)],
    when: { context: context({ device: device('Chrome 142', 'Android 15') }) },
    outcome: 'otherDevice',
  },
  {
    it: 'is refused to a browser that only was active since',
    given: [started(), refreshed(91, 1), active(95, firefox)],
    when: { context: firefox },
    outcome: 'otherDevice',
  },
  {
    it: 'gets the same successor from another browser with the attempt that made it',
    given: [started(), refreshed(99, 1, { attempt: 'a' })],
    when: { attempt: 'a', context: firefox },
    outcome: 'repeated',
  },
  {
    it: 'is reuse from another browser once the grace is over',
    given: [started(), refreshed(90, 1)],
    when: { context: firefox },
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'is reuse from another client',
    given: [started(), refreshed(99, 1)],
    when: { clientId: 'crm' },
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'gets the same successor long after the grace with the attempt that made it: a phone in a tunnel is no thief',
    given: [started(), refreshed(10, 1, { attempt: 'a' })],
    when: { attempt: 'a', now: at(3000) },
    outcome: 'repeated',
  },
  {
    it: 'is reuse with another attempt',
    given: [started(), refreshed(10, 1, { attempt: 'a' })],
    when: { attempt: 'b' },
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
  {
    it: 'is reuse without an attempt where none was kept',
    given: [started(), refreshed(10, 1)],
    when: {},
    outcome: 'reused',
    events: endedByReuse(0, 1),
  },
]

const older: Specification[] = [
  {
    it: 'is reuse once the successor was used, in the grace and with the right attempt',
    given: [started(), refreshed(98, 1, { attempt: 'a' }), refreshed(99, 2, { attempt: 'b' })],
    when: { attempt: 'a' },
    outcome: 'reused',
    events: endedByReuse(0, 2),
  },
  {
    it: 'is reuse for another client too',
    given: [started(), refreshed(20, 1), refreshed(30, 2)],
    when: { clientId: 'crm' },
    outcome: 'reused',
    events: endedByReuse(0, 2),
  },
]

const holds = (specifications: Specification[]) =>
  it.each(specifications)('$it', ({ given, when, outcome, events = [] }) => {
    const decision = decideRefresh(command(when), sessionAfter(given))
    expect(decision.outcome).toBe(outcome)
    expect(plain(decision.events)).toEqual(events)
  })

describe('the current refresh token', () => {
  holds(current)
})
describe('its parent', () => {
  holds(parent)
})
describe('an older refresh token', () => {
  holds(older)
})
describe('a generation above the current one', () => {
  holds([{ it: 'is plainly invalid and ends nothing', given: [started()], when: { presented: 1 }, outcome: 'invalid' }])
})
