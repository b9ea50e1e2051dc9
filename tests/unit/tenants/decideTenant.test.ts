import { describe, expect, it } from 'vitest'
import { systemTenantId, tenantStream } from '#events/streams.ts'
import type { Role, TenantEvent } from '#events/tenant/events.ts'
import { decideTenant, type TenantCommand } from '#services/tenants/decideTenant.ts'
import { dashboardClient } from '#services/tenants/tenantDefaults.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { tenantStreams, unknownTenant, type TenantState } from '#services/tenants/tenantState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = '01890000-0000-7000-8000-00000000000a'
const ann = '01890000-0000-7000-8000-00000000000c'
const why = { reason: 'moved', message: null, ticket: null }

const register = (change: object = {}): TenantCommand => ({
  type: 'RegisterTenant',
  slug: 'acme',
  name: 'Acme',
  simulated: false,
  policy: defaultPolicy,
  clients: [dashboardClient],
  ...change,
})
const changeRoles = (...roles: Role[]): TenantCommand => ({
  type: 'ChangeMemberRoles',
  at: '2026-11-21T08:00:00.000Z',
  userId: ann,
  roles,
  maySignIn: new Set(),
  ...why,
})

const stateAfter = (events: readonly TenantEvent[], id = tenantId): TenantState =>
  tenantStreams.fold(unknownTenant, recordedAs(tenantStream(id), events, id))
const given = (...commands: TenantCommand[]): TenantState =>
  commands.reduce<{ state: TenantState; events: TenantEvent[] }>(
    ({ state, events }, command) => {
      const all = [...events, ...decideTenant(command, state)]
      return { state: stateAfter(all), events: all }
    },
    { state: unknownTenant, events: [] },
  ).state

describe('a tenant', () => {
  it('is registered with its policy and its clients at once', () => {
    const types = decideTenant(register(), unknownTenant).map((event) => event.type)
    expect(types).toEqual(['TenantRegistered', 'LifetimesChanged', 'TextsChanged', 'ClientRegistered'])
  })

  it('is known by what its events said', () => {
    const { tenant } = given(register())
    expect(tenant).toMatchObject({ tenantId, slug: 'acme', name: 'Acme', simulated: false, policy: defaultPolicy })
    expect(tenant?.clients.get('dashboard')).toEqual(dashboardClient)
  })

  it('decides nothing when it is registered again under its name', () => {
    expect(decideTenant(register(), given(register()))).toEqual([])
  })

  it('keeps its name: another registration of the same id is refused', () => {
    expect(() => decideTenant(register({ slug: 'other' }), given(register()))).toThrow(
      expect.objectContaining({ code: 'already-exists' }),
    )
  })

  it('takes no command before it is registered', () => {
    expect(() => decideTenant(changeRoles('member'), unknownTenant)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    )
  })

  it('passes over a policy that is in force', () => {
    const because = { reason: null, ticket: null }
    expect(decideTenant({ type: 'ChangePolicy', policy: { ...defaultPolicy }, ...because }, given(register()))).toEqual(
      [],
    )
    const lifetimes = { ...defaultPolicy.lifetimes, idleSeconds: 600 }
    const change = { type: 'ChangePolicy', policy: { ...defaultPolicy, lifetimes }, ...because } as const
    expect(decideTenant(change, given(register())).map(({ type }) => type)).toEqual(['LifetimesChanged'])
    expect(given(register(), change).tenant).toMatchObject({ policy: change.policy, policyVersion: 2 })
  })
})

describe('a suspended tenant', () => {
  const operationId = '01890000-0000-7000-8000-0000000000f1'
  const suspend: TenantCommand = { type: 'SuspendTenant', operationId, ...why }
  const resume: TenantCommand = { type: 'ResumeTenant', ...why }

  it('is known by the operation that ended its sessions, until it is resumed', () => {
    expect(given(register(), suspend).tenant?.suspension).toMatchObject({ operationId })
    expect(given(register(), suspend, resume).tenant?.suspension).toBeNull()
  })

  it('is suspended and resumed once, however often somebody says so', () => {
    const again: TenantCommand = { ...suspend, operationId: ann }
    expect(decideTenant(again, given(register(), suspend))).toEqual([])
    expect(decideTenant(resume, given(register()))).toEqual([])
    expect(decideTenant(again, given(register(), suspend, resume))).toHaveLength(1)
  })

  it('is never the one that operators sign in to', () => {
    const system = stateAfter(decideTenant(register({ slug: 'system' }), unknownTenant), systemTenantId)
    expect(() => decideTenant(suspend, system)).toThrow(expect.objectContaining({ code: 'locks-you-out' }))
  })
})

describe('the roles of a member', () => {
  it('are the complete set from now on, in one order and without doubles', () => {
    const [event] = decideTenant(changeRoles('admin', 'member', 'admin'), given(register()))
    expect(event?.data).toMatchObject({ userId: ann, roles: ['member', 'admin'] })
  })

  it('stay as they are without an event when nothing changes', () => {
    expect(decideTenant(changeRoles('analyst', 'member'), given(register(), changeRoles('member', 'analyst')))).toEqual(
      [],
    )
  })

  it('are forgotten when the set is empty', () => {
    const after = given(register(), changeRoles('member'), changeRoles())
    expect(after.members.has(ann)).toBe(false)
  })

  it('never hold operator in a tenant of people', () => {
    expect(() => decideTenant(changeRoles('operator'), given(register()))).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })

  it('are operator only in the system tenant', () => {
    const system = stateAfter(decideTenant(register({ slug: 'system' }), unknownTenant), systemTenantId)
    expect(decideTenant(changeRoles('operator'), system)).toHaveLength(1)
    expect(() => decideTenant(changeRoles('admin'), system)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })
})

describe('folding a tenant', () => {
  it('leaves the state before as it was', () => {
    const before = given(register(), changeRoles('member'))
    const next = recordedAs(tenantStream(tenantId), decideTenant(changeRoles('admin'), before), tenantId)
    const after = tenantStreams.fold(before, next)
    expect([before.members.get(ann), after.members.get(ann)]).toEqual([['member'], ['admin']])
  })

  it('passes over events it does not know', () => {
    const before = given(register())
    const unknown = { type: 'SomethingNew', version: 7, data: {} } as unknown as TenantEvent
    expect(tenantStreams.fold(before, recordedAs(tenantStream(tenantId), [unknown], tenantId))).toEqual(before)
  })
})
