import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { personInClientRoom, sessionRoom, userRoom } from '#services/realtime/connections/rooms.ts'
import { socketCut } from '#services/realtime/endings/socketCut.ts'

const at = '2026-11-21T05:55:12.000Z'
const recorded = (type: string, data: Record<string, unknown>) =>
  ({ type, version: 1, data, tenantId: 'acme', at, position: 7, revision: 3 }) as unknown as Recorded<RollcallEvent>

const because = { reason: 'seen in two cities', message: null, ticket: 'SEC-1' }

describe('an event that ends a session', () => {
  it('cuts the sockets of that session and tells them the cause and the message', () => {
    const revoked = { sessionId: 's1', userId: 'u1', cause: 'admin', ...because, message: 'Call us', operationId: 'o1' }
    expect(socketCut(recorded('SessionRevoked', revoked))).toEqual({
      tenantId: 'acme',
      room: sessionRoom('acme', 's1'),
      except: [],
      operationId: 'o1',
      ended: { cause: 'admin', message: 'Call us', endedAt: at },
    })
  })

  it('never tells them a reason or a ticket', () => {
    const data = {
      sessionId: 's1',
      userId: 'u1',
      cause: 'admin',
      ...because,
      operationId: null,
      except: [],
      notBefore: at,
    }
    for (const type of ['SessionRevoked', 'SessionsInvalidated', 'UserDisabled'])
      expect(JSON.stringify(socketCut(recorded(type, data)))).not.toMatch(/two cities|SEC-1/)
  })

  it('leaves the words to the tenant where a decision came without any', () => {
    const cut = socketCut(
      recorded('SessionRevoked', { sessionId: 's1', cause: 'admin', ...because, operationId: null }),
    )
    expect(cut?.ended).toEqual({ cause: 'admin', message: null, endedAt: at })
  })

  it('says when a session lapsed, not when that was noticed', () => {
    const expiredAt = '2026-11-21T04:00:00.000Z'
    const cut = socketCut(recorded('SessionExpired', { sessionId: 's1', userId: 'u1', kind: 'idle', expiredAt }))
    expect(cut?.ended).toEqual({ cause: 'idle', message: null, endedAt: expiredAt })
  })

  it('says by whom a session was signed out', () => {
    const cut = socketCut(recorded('SessionLoggedOut', { sessionId: 's1', userId: 'u1', by: 'person' }))
    expect(cut?.ended).toMatchObject({ cause: 'person', message: null })
  })
})

describe('an event that asks for another proof', () => {
  it('cuts the sockets of that session, which goes on', () => {
    const cut = socketCut(recorded('StepUpRequired', { sessionId: 's1', userId: 'u1', because: 'anomaly' }))
    expect(cut).toMatchObject({ room: sessionRoom('acme', 's1'), except: [], ended: null })
  })
})

describe('an event that ends many sessions', () => {
  it('cuts all of a person but the spared', () => {
    const data = { userId: 'u1', except: ['s2'], cause: 'admin', ...because, operationId: 'o1', notBefore: at }
    expect(socketCut(recorded('SessionsInvalidated', data))).toMatchObject({
      room: userRoom('acme', 'u1'),
      except: [sessionRoom('acme', 's2')],
      operationId: 'o1',
    })
  })

  it('cuts a person in one application, and nobody else there', () => {
    const data = { userId: 'u1', clientId: 'web', except: [], cause: 'user', ...because, operationId: null }
    expect(socketCut(recorded('SessionsInvalidated', { ...data, notBefore: at }))).toMatchObject({
      room: personInClientRoom('acme', 'web', 'u1'),
    })
  })

  it('cuts all of a tenant when it names nobody', () => {
    const data = { userId: null, except: [], cause: 'operation', ...because, operationId: null, notBefore: at }
    expect(socketCut(recorded('SessionsInvalidated', data))).toMatchObject({ room: 'tenant:acme', except: [] })
  })

  it('is also a new password, which spares the session that made it', () => {
    const data = { userId: 'u1', secretId: 'x', by: 'person', temporaryUntil: null, except: ['s1'] }
    expect(socketCut(recorded('CredentialChanged', data))).toMatchObject({
      except: [sessionRoom('acme', 's1')],
      ended: { cause: 'credential' },
    })
  })
})

describe('an event that ends nothing', () => {
  it('cuts a person whose roles changed without telling them that anything has ended', () => {
    expect(socketCut(recorded('MemberRoleChanged', { userId: 'u1', roles: ['admin'], ...because }))).toMatchObject({
      room: userRoom('acme', 'u1'),
      ended: null,
    })
  })

  it('cuts nobody otherwise', () => {
    expect(socketCut(recorded('SessionRefreshed', { sessionId: 's1', userId: 'u1', generation: 2 }))).toBeNull()
    expect(socketCut(recorded('SomethingOfTheFuture', {}))).toBeNull()
  })
})
