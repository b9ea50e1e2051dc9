import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { revocationOf } from '#services/guards/revocation.ts'
import { guardDirectory } from '#services/guards/guardDirectory.ts'
import type { GuardReport, SaidOfGuard } from '#services/guards/guardReports.ts'
import { ownGuards } from '#services/guards/ownGuards.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const at = '2026-11-20T09:00:00.250Z'
const tenantId = '0190f3c8-0000-7000-8000-000000000001'
const userId = '0190f3c8-0000-7000-8000-000000000002'
const sessionId = '0190f3c8-0000-7000-8000-000000000003'

const eventOf = (type: string, data: object) =>
  ({ type, version: 1, tenantId, position: 7, at, data }) as unknown as Recorded<RollcallEvent>
const until = () => Date.parse(at) + 1_860_000
const told = (type: string, data: object) => revocationOf(eventOf(type, data), until, () => 3)?.signal

describe('what guards are told of an event', () => {
  it('is that a session is over, and until when that matters', () => {
    const why = { cause: 'admin', reason: 'secret', message: 'secret', ticket: 'secret' }
    expect(told('SessionRevoked', { sessionId, userId, ...why })).toEqual({
      event: 'ended',
      data: { sessionId, exp: Math.ceil(until() / 1000) },
    })
  })

  it('is that older tokens of a person are not good, but those of spared sessions', () => {
    const data = { userId, except: [sessionId], cause: 'admin', reason: 'secret', message: null, ticket: null }
    expect(told('SessionsInvalidated', data)).toEqual({
      event: 'not-before',
      data: {
        scope: 'user',
        id: userId,
        client: null,
        except: [sessionId],
        ends: true,
        at: '2026-11-20T09:00:01.000Z',
        gen: 3,
        exp: Math.ceil(until() / 1000),
      },
    })
  })

  it('tells one application from all', () => {
    const data = { userId: null, clientId: 'web', except: [], cause: 'operation' }
    expect(told('SessionsInvalidated', data)).toMatchObject({ data: { scope: 'client', id: 'web', client: 'web' } })
    expect(told('ClientRemoved', { clientId: 'web' })).toMatchObject({
      data: { scope: 'client', id: 'web', ends: true },
    })
    expect(told('TenantSuspended', {})).toMatchObject({ data: { scope: 'tenant', id: tenantId, client: null } })
  })

  it('is that tokens are out of date where a role changed and sessions go on', () => {
    expect(told('MemberRoleChanged', { userId, roles: [] })).toMatchObject({ data: { scope: 'user', ends: false } })
  })

  it('is nothing of all else', () => {
    expect(told('SessionRefreshed', { sessionId })).toBeUndefined()
    expect(told('OfTheFuture', {})).toBeUndefined()
  })
})

describe('the guards that processes know of', () => {
  const start = () => {
    const ambient = testAmbient('guards', at)
    const listeners = new Set<(report: GuardReport) => void>()
    const reports = {
      listen: (hear: (report: GuardReport) => void) => {
        listeners.add(hear)
        return () => void listeners.delete(hear)
      },
    }
    const directory = guardDirectory(reports, ambient.clock)
    const say = (process: string, more: Partial<SaidOfGuard> = {}) => {
      const said = { tenantId, keyId: 'k', name: 'a', version: null, address: null, streams: 1, confirmed: null }
      const guards = [{ ...said, since: ambient.clock.now(), ...more }]
      listeners.forEach((hear) => hear({ process, guards }))
    }
    return { ...ambient, directory, say, decidedAt: () => ambient.clock.now() }
  }

  it('are one, whichever process serves it and whichever hears its confirmation', () => {
    const { directory, say, pass, decidedAt } = start()
    say('one')
    pass(100)
    const decided = decidedAt()
    say('two', { streams: 0, confirmed: 9 })
    expect(directory.ofTenant(tenantId)).toMatchObject([{ name: 'a', streams: 1, confirmed: 9 }])
    expect(directory.of(tenantId, 9, decided)).toEqual([{ name: 'a', confirmedAt: decided, answers: true }])
    expect(directory.of(tenantId, 10, decided)).toEqual([{ name: 'a', confirmedAt: null, answers: true }])
    expect(directory.ofTenant('another')).toEqual([])
  })

  it('confirmed a position when they first confirmed one as high', () => {
    const { directory, say, pass, clock } = start()
    say('one', { confirmed: 5 })
    const decided = clock.now()
    pass(10)
    say('one', { confirmed: 8 })
    pass(10)
    say('one', { confirmed: 20 })
    expect(directory.of(tenantId, 7, decided)).toMatchObject([{ confirmedAt: decided + 10 }])
  })

  it('are waited for a minute when they have gone, and listed for longer', () => {
    const { directory, say, pass, decidedAt } = start()
    say('one')
    const decided = decidedAt()
    pass(10_000)
    expect(directory.ofTenant(tenantId)).toMatchObject([{ streams: 0 }])
    expect(directory.of(tenantId, 1, decided)).toHaveLength(1)
    pass(60_000)
    expect(directory.of(tenantId, 1, decided)).toEqual([])
    expect(directory.ofTenant(tenantId)).toHaveLength(1)
  })

  it('that came after a decision are not waited for', () => {
    const { directory, say, pass, decidedAt } = start()
    const decided = decidedAt()
    pass(1)
    say('one')
    expect(directory.of(tenantId, 1, decided)).toEqual([])
  })

  it('are told in pieces that fit into a notification', () => {
    const { clock } = testAmbient('guards', at)
    const reports: GuardReport[] = []
    const own = ownGuards('process', { publish: (report) => void reports.push(report) }, clock)
    for (let place = 0; place < 40; place += 1)
      own.opened({
        tenantId,
        keyId: userId,
        name: `${place}`.padStart(64, 'n'),
        version: 'v'.repeat(32),
        address: '2001:0db8:0000:0000:0000:0000:0000:0001',
      })
    own.stop()
    expect(reports.flatMap(({ guards }) => guards)).toHaveLength(40)
    for (const report of reports) expect(JSON.stringify(report).length).toBeLessThan(8_000)
  })
})
