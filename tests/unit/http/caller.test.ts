import { describe, expect, it } from 'vitest'
import { permissionNames } from '#events/permissions.ts'
import { systemTenantId } from '#events/streams.ts'
import type { Role } from '#events/tenant/events.ts'
import {
  actorOf,
  callerId,
  callerMay,
  clientOf,
  signedInCaller,
  type ApiKeyCaller,
  type Caller,
  type GuardCaller,
} from '#services/http/caller.ts'

const signedIn = (role: Role, more: { tenantId?: string; audience?: string } = {}) =>
  signedInCaller({
    tenantId: 'acme',
    userId: 'ann',
    sessionId: 's1',
    clientId: 'dashboard',
    audience: 'rollcall-dashboard',
    roles: [role],
    mustChangePassword: false,
    mustReauthenticate: false,
    authTime: 0,
    methods: ['pwd'],
    accessExpiresAt: 0,
    ...more,
  })
const operator = signedIn('operator', { tenantId: systemTenantId })
const key: ApiKeyCaller = { kind: 'apiKey', tenantId: 'acme', keyId: 'k1', scopes: [], clientId: null, roles: null }
const guard: GuardCaller = { kind: 'guard', tenantId: 'acme', keyId: 'k2', name: 'api-1' }

const permitted = (caller: Caller) => permissionNames.filter((permission) => callerMay(caller, permission))

describe('a caller', () => {
  it('is the operator under the reserved tenant, and a person elsewhere', () => {
    expect([signedIn('admin').kind, operator.kind]).toEqual(['person', 'operator'])
  })

  it('has a role only in the dashboard; in every other application, what is their own', () => {
    expect(permitted(signedIn('admin'))).toContain('end-sessions')
    expect(permitted(signedIn('admin', { audience: 'shop' }))).toEqual(['own-account', 'end-own-sessions'])
  })

  it('with a key has what the scopes of the key are for', () => {
    expect(permitted(key)).toEqual([])
    expect(permitted({ ...key, scopes: ['guard'] })).toEqual(['follow-revocations', 'check-tokens'])
    expect(permitted(guard)).toEqual(['follow-revocations', 'check-tokens'])
  })

  it('is counted as the person, or as the key', () => {
    expect([signedIn('member'), operator, key, guard].map(callerId)).toEqual(['ann', 'ann', 'k1', 'k2'])
  })

  it('speaks through the application that was signed in to', () => {
    expect([signedIn('member'), operator, key, guard].map(clientOf)).toEqual(['dashboard', 'dashboard', null, null])
  })
})

describe('the actor of an event', () => {
  it('is an admin only where an admin administers', () => {
    expect(actorOf(signedIn('admin'), 'administration')).toEqual({ kind: 'admin', id: 'ann' })
    expect(actorOf(signedIn('analyst'), 'administration')).toEqual({ kind: 'user', id: 'ann' })
    expect(actorOf(operator, 'administration')).toEqual({ kind: 'admin', id: 'ann' })
  })

  it('is the user of what is their own, whatever their roles', () => {
    for (const caller of [signedIn('admin'), signedIn('member'), operator])
      expect(actorOf(caller, 'own')).toEqual({ kind: 'user', id: 'ann' })
  })

  it('is the key that a program holds', () => {
    expect(actorOf(key, 'administration')).toEqual({ kind: 'apiKey', id: 'k1' })
    expect(actorOf(guard, 'own')).toEqual({ kind: 'apiKey', id: 'k2' })
  })
})
