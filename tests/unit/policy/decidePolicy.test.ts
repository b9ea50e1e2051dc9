import { describe, expect, it } from 'vitest'
import { tenantStream } from '#events/streams.ts'
import type { TenantEvent } from '#events/tenant/events.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { decideTenant, type TenantCommand } from '#services/tenants/decideTenant.ts'
import { dashboardClient } from '#services/tenants/tenantDefaults.ts'
import { tenantStreams, type TenantState, unknownTenant } from '#services/tenants/tenantState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = '01890000-0000-7000-8000-00000000000a'
const why = { reason: 'audit', ticket: 'T-1' }

const stateAfter = (events: readonly TenantEvent[]): TenantState =>
  tenantStreams.fold(unknownTenant, recordedAs(tenantStream(tenantId), events, tenantId))
const registration = decideTenant(
  {
    type: 'RegisterTenant',
    slug: 'acme',
    name: 'Acme',
    simulated: false,
    policy: defaultPolicy,
    clients: [dashboardClient],
  },
  unknownTenant,
)
const acme = stateAfter(registration)
const changed = (rules: Partial<Policy>, expectedVersion = 1): TenantCommand => ({
  type: 'ChangePolicy',
  policy: { ...defaultPolicy, ...rules },
  expectedVersion,
  ...why,
})
const deciding = (rules: Partial<Policy>) => decideTenant(changed(rules), acme)
const { limits, access, secondFactor, lifetimes } = defaultPolicy
const ranges = (allowed: string[] | null, blocked: string[] = []) => ({
  access: { ...access, ranges: { allowed, blocked } },
})

describe('a change of the policy', () => {
  it('is one event for each section that differs, all of one version', () => {
    const events = deciding({ place: { detail: 'off' }, limits: { ...limits, perPerson: 3 } })
    expect(events).toEqual([
      { type: 'LimitsChanged', version: 1, data: { policyVersion: 2, rules: { ...limits, perPerson: 3 }, ...why } },
      { type: 'PlaceDetailChanged', version: 1, data: { policyVersion: 2, rules: { detail: 'off' }, ...why } },
    ])
  })

  it('is nothing where the rules are the same', () => {
    expect(deciding({})).toEqual([])
  })

  it('is refused when it was made for another version', () => {
    expect(() => decideTenant(changed({ place: { detail: 'off' } }, 7), acme)).toThrow(
      expect.objectContaining({ code: 'wrong-version', details: expect.objectContaining({ extra: { version: 1 } }) }),
    )
  })

  it('keeps ranges in the form of CIDR, sorted and once, so that the same rules are the same however they are written', () => {
    const [event] = deciding(ranges([' 203.0.113.77/24 ', '2001:DB8::/32', '203.0.113.0/24', '::ffff:192.0.2.1']))
    expect(event).toMatchObject({
      data: { rules: { ranges: { allowed: ['192.0.2.1', '2001:db8::/32', '203.0.113.0/24'] } } },
    })
    const state = stateAfter([...registration, event!])
    expect(decideTenant(changed(ranges(['2001:db8::/32', '192.0.2.1', '203.0.113.9/24']), 2), state)).toEqual([])
  })

  it('sorts the roles that need a second factor', () => {
    const one = deciding({ secondFactor: { ...secondFactor, requiredFor: ['admin', 'member'] } })
    const other = deciding({ secondFactor: { ...secondFactor, requiredFor: ['member', 'admin', 'member'] } })
    expect(one).toEqual(other)
  })

  it.each<[string, Partial<Policy>, string]>([
    ['a range that is none', ranges(['203.0.113.0/240']), 'body.policy.access.ranges.allowed.0'],
    [
      'a country that is none',
      { access: { ...access, countries: { allowed: null, blocked: ['XQ'] } } },
      'body.policy.access.countries.blocked.0',
    ],
    ['a range both allowed and blocked', ranges(['10.0.0.0/8'], ['10.1.2.3/8']), 'body.policy.access.ranges'],
    [
      'a network both allowed and blocked',
      { access: { ...access, networks: { allowed: ['Example Net'], blocked: ['example net'] } } },
      'body.policy.access.networks',
    ],
    [
      'a limit for an application that is not there',
      { limits: { ...limits, perApplication: { shop: 2 } } },
      'body.policy.limits.perApplication.shop',
    ],
    [
      'an override for an application that is not there',
      { lifetimes: { ...lifetimes, overrides: [{ whose: { kind: 'application', clientId: 'shop' }, rules: {} }] } },
      'body.policy.lifetimes.overrides.0.whose.clientId',
    ],
    [
      'two overrides for one role',
      {
        limits: {
          ...limits,
          overrides: [1, 2].map((perPerson) => ({ whose: { kind: 'role', role: 'admin' }, rules: { perPerson } })),
        },
      },
      'body.policy.limits.overrides.1',
    ],
  ])('is refused for %s, with its path', (_, rules, path) => {
    expect(() => deciding(rules)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        details: expect.objectContaining({ errors: [expect.objectContaining({ path })] }),
      }),
    )
  })

  it('may keep what it says of an application that was removed since', () => {
    const rules = { limits: { ...limits, perApplication: { shop: 2 } } }
    const shop = { ...dashboardClient, clientId: 'shop', origins: [], lifetimes: {} }
    const withShop = [...registration, { type: 'ClientRegistered', version: 1, data: shop } as const]
    const [limited] = decideTenant(changed(rules), stateAfter(withShop))
    const removed = {
      type: 'ClientRemoved',
      version: 1,
      data: { clientId: 'shop', reason: null, message: null, ticket: null, operationId: tenantId },
    } as const
    const state = stateAfter([...withShop, limited!, removed])
    expect(decideTenant(changed({ ...rules, place: { detail: 'off' } }, 2), state)).toHaveLength(1)
  })

  it('lets kept sessions last shorter than others: that is for the admin to say', () => {
    const remembered = { idleSeconds: 300, absoluteSeconds: 300 }
    expect(deciding({ lifetimes: { ...lifetimes, remembered } })).toHaveLength(1)
  })
})

describe('the state of a tenant', () => {
  it('knows in which version and when each section was changed last', () => {
    const state = stateAfter([...registration, ...deciding({ place: { detail: 'off' } })])
    expect(state.tenant).toMatchObject({ policyVersion: 2, policy: { place: { detail: 'off' } } })
    expect(state.tenant?.rulesSince).toMatchObject({ lifetimes: { version: 1 }, place: { version: 2 } })
    expect(state.policySteps.at(-1)).toEqual({ section: 'place', version: 2, revision: registration.length })
  })

  it('reads a policy of an earlier release as two sections of one version', () => {
    const former = {
      accessSeconds: 60,
      idleSeconds: 600,
      absoluteSeconds: 900,
      graceSeconds: 5,
      neutralMessage: 'Bye.',
    }
    const [register, ...others] = registration
    const events = [register!, { type: 'PolicyChanged', version: 1, data: former } as const, others.at(-1)!]
    const { tenant, policySteps } = stateAfter(events)
    expect(tenant).toMatchObject({ policyVersion: 1, policy: { texts: { neutralMessage: 'Bye.' } } })
    expect(tenant?.policy.lifetimes).toMatchObject({ idleSeconds: 600, remembered: { absoluteSeconds: 900 } })
    expect(policySteps.map(({ section, version, revision }) => [section, version, revision])).toEqual([
      ['lifetimes', 1, 1],
      ['texts', 1, 1],
    ])
  })
})
