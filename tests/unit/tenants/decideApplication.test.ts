import { describe, expect, it } from 'vitest'
import type { TenantEvent } from '#events/tenant/events.ts'
import { type ApplicationCommand, decideApplication } from '#services/tenants/applications/decideApplication.ts'
import { decideTenant } from '#services/tenants/decideTenant.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { tenantStreams, unknownTenant } from '#services/tenants/tenantState.ts'

const stored = (events: readonly TenantEvent[]) => events.map((event) => ({ ...event, tenantId: 'acme' })) as never
const shop = { clientId: 'shop', name: 'Shop', audience: 'acme-shop', origins: [], transport: 'bearer' } as const
const founded = tenantStreams.fold(
  unknownTenant,
  stored(
    decideTenant(
      { type: 'RegisterTenant', slug: 'acme', name: 'Acme', simulated: false, policy: defaultPolicy, clients: [] },
      unknownTenant,
    ),
  ),
)
const given = (...commands: ApplicationCommand[]) =>
  commands.reduce((state, command) => tenantStreams.fold(state, stored(decideApplication(command, state))), founded)

const register = (client = {}): ApplicationCommand => ({ type: 'RegisterClient', client: { ...shop, ...client } })
const change = (wanted: object): ApplicationCommand => ({ type: 'ChangeClient', clientId: 'shop', change: wanted })
const remove: ApplicationCommand = {
  type: 'RemoveClient',
  clientId: 'shop',
  operationId: '0192f0c1-7b5e-7c3a-9d2e-3f4a5b6c7d8e',
  reason: 'no longer used',
  message: null,
  ticket: null,
}
const mistake = (path: string, code: string) =>
  expect.objectContaining({
    code: 'invalid-request',
    details: expect.objectContaining({ errors: [expect.objectContaining({ path, code })] }),
  })
const coded = (code: string) => expect.objectContaining({ code })

describe('an application', () => {
  it('is registered once: the same registration again changes nothing, another one under its id is refused', () => {
    const state = given(register())
    expect(state.tenant?.clients.get('shop')).toEqual(shop)
    expect(decideApplication(register(), state)).toEqual([])
    expect(() => decideApplication(register({ name: 'Other' }), state)).toThrow(coded('already-exists'))
  })

  it('keeps what a change does not name, and a change to what is so already changes nothing', () => {
    const state = given(register({ lifetimes: { idleSeconds: 600 } }), change({ name: 'New shop' }))
    expect(state.tenant?.clients.get('shop')).toEqual({ ...shop, name: 'New shop', lifetimes: { idleSeconds: 600 } })
    expect(decideApplication(change({ name: 'New shop' }), state)).toEqual([])
  })

  it('gives back its lifetimes with an empty set of them', () => {
    const state = given(register({ lifetimes: { idleSeconds: 600 } }), change({ lifetimes: {} }))
    expect(state.tenant?.clients.get('shop')?.lifetimes).toEqual({})
  })

  it.each(['accessSeconds', 'idleSeconds', 'absoluteSeconds'] as const)('has no %s above the policy’s', (name) => {
    const lifetimes = { [name]: (defaultPolicy.lifetimes[name] ?? 0) + 1 }
    const refused = mistake(`body.lifetimes.${name}`, 'above-policy')
    expect(() => decideApplication(register({ lifetimes }), founded)).toThrow(refused)
    expect(() => decideApplication(change({ lifetimes }), given(register()))).toThrow(refused)
  })

  it('with a cookie needs an origin', () => {
    const refused = mistake('body.origins', 'origin-missing')
    expect(() => decideApplication(register({ transport: 'cookie' }), founded)).toThrow(refused)
    expect(() => decideApplication(change({ transport: 'cookie' }), given(register()))).toThrow(refused)
  })

  it('that was removed is gone, stays removed when removed again, and its id is never given out again', () => {
    const state = given(register(), remove)
    expect(state.tenant?.clients.has('shop')).toBe(false)
    expect(decideApplication(remove, state)).toEqual([])
    expect(() => decideApplication(change({ name: 'x' }), state)).toThrow(coded('not-found'))
    expect(() => decideApplication(register(), state)).toThrow(coded('already-exists'))
  })

  it('that nobody registered cannot be removed', () => {
    expect(() => decideApplication(remove, founded)).toThrow(coded('not-found'))
  })

  it('is one of two hundred at most', () => {
    const full = given(...Array.from({ length: 200 }, (_, number) => register({ clientId: `app-${number}` })))
    expect(() => decideApplication(register(), full)).toThrow(mistake('body.id', 'too-many'))
  })
})
