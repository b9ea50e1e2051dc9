import { beforeAll, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { evolveSession, absentSession, type Session } from '#events/session/fold.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { systemTenantId } from '#events/streams.ts'
import { demoHistoryOf } from '../../support/demoHistory.ts'

type Event = Recorded<RollcallEvent>
const dayMs = 86_400_000
const days = 3

type History = Awaited<ReturnType<typeof demoHistoryOf>>
const opened = ({ events, installation }: History): Promise<Event[]> => installation.codec.open(events)

let events: Event[]
let history: History

const ofType = <Type extends RollcallEvent['type']>(type: Type) =>
  events.filter((event): event is Recorded<Extract<RollcallEvent, { type: Type }>> => event.type === type)

const sessions = (): Session[] => {
  const states = new Map<string, Session>()
  for (const event of events.filter(({ stream }) => stream.startsWith('session-')))
    states.set(event.stream, evolveSession(states.get(event.stream) ?? absentSession, event as Recorded<SessionEvent>))
  return [...states.values()]
}

/** What the seed decides of each sign-in; ids are always new. */
const shape = (list: Event[]) =>
  list.flatMap((event) =>
    event.type === 'SessionStarted' ? [[event.at, event.data.user.email, event.context?.ip]] : [],
  )

beforeAll(async () => {
  history = await demoHistoryOf(7, { days })
  events = await opened(history)
})

describe("the demo's history", () => {
  it('is in order of time and ends at its end', () => {
    const times = events.map(({ at }) => at)
    expect(times).toEqual([...times].sort())
    expect(Date.parse(times[0]!)).toBeGreaterThanOrEqual(history.until - days * dayMs)
    expect(Date.parse(times.at(-1)!)).toBeLessThanOrEqual(history.until)
  })

  it('says of every tenant and every request that it is simulated', () => {
    expect(ofType('TenantRegistered').map(({ data }) => [data.slug, data.simulated])).toEqual([
      ['system', true],
      ['acme', true],
      ['globex', true],
      ['initech', true],
    ])
    const contexts = events.flatMap(({ context }) => (context === null ? [] : [context]))
    expect(contexts.length).toBeGreaterThan(0)
    expect(contexts.every(({ simulated }) => simulated === true)).toBe(true)
  })

  it('holds every way a session goes on and ends', () => {
    const types = new Set(events.map(({ type }) => type))
    for (const type of ['SessionRefreshed', 'SessionActivityRecorded', 'SessionContextChanged', 'LoginFailed'] as const)
      expect(types).toContain(type)
    const ended = sessions().map((session) => (session.status === 'absent' ? '' : `${session.status} ${session.cause}`))
    for (const end of ['loggedOut person', 'expired idle', 'revoked admin', 'revoked operation', 'revoked reuse'])
      expect(ended).toContain(end)
  })

  it('holds each anomaly within its last day', () => {
    const recent = ofType('AnomalyRaised').filter(({ at }) => Date.parse(at) > history.until - dayMs)
    expect(new Set(recent.map(({ data }) => data.rule))).toEqual(
      new Set(['refresh-token-reuse', 'impossible-travel', 'success-after-failures']),
    )
  })

  it('ends with about 150 live sessions, none of them due to lapse', () => {
    const end = new Date(history.until).toISOString()
    const live = sessions().filter((session) => session.status === 'active')
    expect(live.length).toBeGreaterThan(120)
    expect(live.length).toBeLessThan(180)
    expect(live.filter((session) => session.status !== 'absent' && session.idleExpiresAt < end)).toEqual([])
    expect(history.leftBehind).toHaveLength(live.length)
  })

  it('gives everybody a role, and every tenant an admin', () => {
    const roles = ofType('MemberRoleChanged')
    expect(roles).toHaveLength(ofType('UserRegistered').length)
    for (const { tenantId } of ofType('TenantRegistered').filter(({ tenantId }) => tenantId !== systemTenantId))
      expect(roles.filter((event) => event.tenantId === tenantId && event.data.roles.includes('admin'))).toHaveLength(1)
  })

  it('is the same life for the same seed', async () => {
    const again = await demoHistoryOf(7, { days: 1 })
    const other = await demoHistoryOf(7, { days: 1 })
    const read = async (of: typeof again) => shape(await opened(of))
    expect(await read(other)).toEqual(await read(again))
  })
})

describe('a history without a geo file', () => {
  it('has no places, addresses for documentation only, and no journey to wonder at', async () => {
    const all = await opened(await demoHistoryOf(7, { days: 1, located: false }))
    const contexts = all.flatMap(({ context }) => (context === null ? [] : [context]))
    expect(
      contexts.every(({ place, ip }) => place === null && /^(?:192\.0\.2|198\.51\.100|203\.0\.113|2001:db8)/.test(ip!)),
    ).toBe(true)
    const rules = all.flatMap((event) => (event.type === 'AnomalyRaised' ? [event.data.rule] : []))
    expect(new Set(rules)).toEqual(new Set(['refresh-token-reuse', 'success-after-failures']))
  })
})
