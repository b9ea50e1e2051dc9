import { describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { requireEnrollable } from '#services/tenants/policy/requireEnrollable.ts'
import { policyWith } from '../../support/changedPolicy.ts'

const before = policyWith({})
const wanting = (secondFactor: Partial<Policy['secondFactor']>) => policyWith({ secondFactor })
const onlyPasskeys = wanting({ requiredFor: ['admin'], methods: ['webauthn'] })

describe('rules that want a second factor', () => {
  it('are refused where nobody could add one at this address', () => {
    expect(() => requireEnrollable(onlyPasskeys, before, false)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })

  it.each([
    ['where browsers take passkeys', onlyPasskeys, before, true],
    ['where nobody can say whether they do', onlyPasskeys, before, null],
    ['where an app counts too', wanting({ requiredFor: ['admin'] }), before, false],
    ['where nobody needs one', wanting({ methods: ['webauthn'] }), before, false],
    ['where they were so before', onlyPasskeys, onlyPasskeys, false],
  ])('are fine %s', (_, policy, was, passkeys) => {
    expect(() => requireEnrollable(policy, was, passkeys)).not.toThrow()
  })
})
