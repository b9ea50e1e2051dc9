import { describe, expect, it } from 'vitest'
import type { RequestContext } from '#events/envelope.ts'
import { heldToBinding, type Binding } from '#services/sessions/commands/binding.ts'
import { recordActivity } from '#services/sessions/commands/decider.ts'
import { decideRefresh, type RefreshSession } from '#services/sessions/commands/decideRefresh.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { at, context, ids, type Past, plain, sessionAfter, started } from './given.ts'

const network = (name: string): Partial<RequestContext> => ({ network: { name, kind: 'operator' } })
const country = (code: string | null): Partial<RequestContext> => ({
  place: { country: code, region: null, city: null, lat: null, lon: null, accuracyKm: null, source: 'test' },
})
const home = context({ ...network('Fair Telecom'), ...country('DE') })
const train = context({ ip: '203.0.113.9', ...network('Rail Mobile'), ...country('DE') })
const abroad = context({ ip: '192.0.2.9', ...network('Far Telecom'), ...country('FR') })

const moved = (seconds: number, to: RequestContext): Past => ({
  type: 'SessionContextChanged',
  version: 1,
  data: { ...ids, changed: ['network'] },
  seconds,
  from: to,
})
const asked = (seconds: number): Past => ({
  type: 'StepUpRequired',
  version: 1,
  data: { ...ids, because: 'binding' },
  seconds,
  from: train,
})
const session = (...since: Past[]) => sessionAfter([started({}, home), ...since]) as KnownSession
const toNetwork = (whenBroken: Binding['whenBroken']): Binding => ({ to: 'network', whenBroken })
const broken = (action: Binding['whenBroken'], to = 'network', from = 'Fair Telecom') => ({
  type: 'BindingBroken',
  ...ids,
  to,
  from,
  action,
})
const eventsOf = (binding: Binding, from: RequestContext, known = session()) =>
  plain(heldToBinding(known, from, binding).events)

describe('a session that is bound to the network or country of its sign-in', () => {
  it('is free where nothing binds it, and where it is at home', () => {
    expect(eventsOf({ to: 'none', whenBroken: 'end' }, abroad)).toEqual([])
    expect(eventsOf(toNetwork('end'), home)).toEqual([])
    expect(eventsOf({ to: 'country', whenBroken: 'end' }, train)).toEqual([])
  })

  it('is noted once when it leaves, and again when it moves on', () => {
    expect(eventsOf(toNetwork('note'), train)).toEqual([broken('note')])
    expect(eventsOf(toNetwork('note'), train, session(moved(60, train)))).toEqual([])
    expect(eventsOf(toNetwork('note'), abroad, session(moved(60, train)))).toEqual([broken('note')])
  })

  it('ends where that is the rule, also when the rule came later', () => {
    const over = [
      broken('end'),
      {
        type: 'SessionRevoked',
        ...ids,
        cause: 'binding',
        reason: null,
        message: null,
        ticket: null,
        operationId: null,
      },
    ]
    expect(eventsOf(toNetwork('end'), train)).toEqual(over)
    expect(eventsOf(toNetwork('end'), train, session(moved(60, train)))).toEqual(over)
    expect(eventsOf({ to: 'country', whenBroken: 'end' }, abroad)[0]).toEqual(broken('end', 'country', 'DE'))
  })

  it('asks once for proof, until somebody has given it', () => {
    const proof = { type: 'StepUpRequired', ...ids, because: 'binding' }
    expect(eventsOf(toNetwork('step-up'), train)).toEqual([broken('step-up'), proof])
    expect(eventsOf(toNetwork('step-up'), train, session(moved(60, train), asked(60)))).toEqual([])
    expect(eventsOf(toNetwork('step-up'), abroad, session(moved(60, train), asked(60)))).toEqual([broken('step-up')])
    expect(session(asked(60), asked(90)).stepUpRequiredSince).toBe(at(60))
  })

  it('is not broken by what nobody knows', () => {
    expect(eventsOf(toNetwork('end'), context({ ip: null, network: null }))).toEqual([])
    expect(eventsOf({ to: 'country', whenBroken: 'end' }, context({ ...country(null) }))).toEqual([])
    const unknown = sessionAfter([started({}, context({ place: null }))]) as KnownSession
    expect(eventsOf({ to: 'country', whenBroken: 'end' }, abroad, unknown)).toEqual([])
  })
})

const refreshFrom = (from: RequestContext, binding: Binding): RefreshSession => ({
  now: at(60),
  presented: 0,
  keyId: 'k2',
  attempt: null,
  active: true,
  graceSeconds: 10,
  clientId: null,
  transport: 'bearer',
  binding,
  context: from,
})

describe('where the binding is looked at', () => {
  const typesOf = ({ events }: { events: readonly { type: string }[] }) => events.map(({ type }) => type)

  it('is a refresh, which succeeds unless the session ends', () => {
    const note = decideRefresh(refreshFrom(train, toNetwork('note')), session())
    expect([note.outcome, typesOf(note)]).toEqual([
      'advanced',
      ['SessionRefreshed', 'SessionContextChanged', 'BindingBroken'],
    ])
    const end = decideRefresh(refreshFrom(train, toNetwork('end')), session())
    expect([end.outcome, typesOf(end)]).toEqual(['unbound', ['BindingBroken', 'SessionRevoked']])
    const forged = decideRefresh({ ...refreshFrom(train, toNetwork('end')), presented: 7 }, session())
    expect([forged.outcome, forged.events]).toEqual(['invalid', []])
  })

  it('is activity, but none that is told late', () => {
    const binding = toNetwork('end')
    const now = { now: at(60), context: train, binding }
    expect(typesOf(recordActivity(now, session()))).toEqual(['BindingBroken', 'SessionRevoked'])
    const late = { ...now, activeAt: at(30) }
    expect(typesOf(recordActivity(late, session(moved(50, home))))).toEqual([])
  })
})
