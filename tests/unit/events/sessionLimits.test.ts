import { describe, expect, it } from 'vitest'
import { counts, sessionLimits, type SigningIn } from '#events/tenant/policy/sessionLimits.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { policyWith } from '../../support/changedPolicy.ts'

const signingIn: SigningIn = { roles: ['member'], clientId: 'shop', deviceType: 'mobile' }
const role = { kind: 'role', role: 'member' } as const
const app = { kind: 'application', clientId: 'shop' } as const

describe('the limits of a sign-in', () => {
  it('are none where the policy has none', () => {
    expect(sessionLimits(policyWith({}), signingIn)).toEqual({ limits: [], whenReached: 'end-least-recent' })
    const others = { perApplication: { web: 1 }, perDeviceType: { tablet: 1 } }
    expect(sessionLimits(policyWith({ limits: others }), signingIn).limits).toEqual([])
  })

  it('stand with the narrowest first', () => {
    const limits = { perPerson: 5, perApplication: { shop: 2 }, perDeviceType: { mobile: 1 } }
    expect(sessionLimits(policyWith({ limits }), signingIn).limits).toEqual([
      { kind: 'application', of: 'shop', most: 2 },
      { kind: 'deviceType', of: 'mobile', most: 1 },
      { kind: 'person', of: null, most: 5 },
    ])
  })

  it('are the strictest of the overrides that are for it, in place of the tenant’s', () => {
    const of = (overrides: Policy['limits']['overrides']) =>
      sessionLimits(policyWith({ limits: { perPerson: 3, overrides } }), signingIn)
    expect(of([{ whose: role, rules: { perPerson: 9 } }]).limits).toMatchObject([{ most: 9 }])
    expect(of([{ whose: role, rules: { perPerson: null } }]).limits).toEqual([])
    expect(
      of([
        { whose: role, rules: { perPerson: null, whenReached: 'end-least-recent' } },
        { whose: app, rules: { perPerson: 7, whenReached: 'refuse' } },
      ]),
    ).toEqual({ limits: [{ kind: 'person', of: null, most: 7 }], whenReached: 'refuse' })
    expect(of([{ whose: { kind: 'application', clientId: 'web' }, rules: { perPerson: 1 } }]).limits).toMatchObject([
      { most: 3 },
    ])
    expect(of([{ whose: role, rules: { whenReached: 'end-oldest' } }])).toMatchObject({
      limits: [{ most: 3 }],
      whenReached: 'end-oldest',
    })
  })

  it('count sessions of what they are for', () => {
    const [session, other] = [signingIn, { clientId: 'web', deviceType: 'tablet' } as const]
    const kinds = [
      { kind: 'person', of: null, most: 1 },
      { kind: 'application', of: 'shop', most: 1 },
      { kind: 'deviceType', of: 'mobile', most: 1 },
    ] as const
    expect(kinds.map((limit) => counts(limit, session))).toEqual([true, true, true])
    expect(kinds.map((limit) => counts(limit, other))).toEqual([true, false, false])
  })
})
