import { describe, expect, it } from 'vitest'
import { defaultPolicy as base } from '#events/tenant/policy/defaultPolicy.ts'
import { mergedPolicy } from '../../../dashboard/src/components/policies/mergedPolicy.ts'

describe('changes of a policy that somebody else changed meanwhile', () => {
  const theirs = {
    ...base,
    lifetimes: { ...base.lifetimes, idleSeconds: 600, graceSeconds: 0 },
    place: { detail: 'off' as const },
  }
  it('stand on theirs', () => {
    const mine = { ...base, lifetimes: { ...base.lifetimes, absoluteSeconds: 3_600 } }
    expect(mergedPolicy(base, theirs, mine)).toEqual({
      ...theirs,
      lifetimes: { ...theirs.lifetimes, absoluteSeconds: 3_600 },
    })
  })

  it('win where both changed the same', () => {
    const mine = { ...base, lifetimes: { ...base.lifetimes, idleSeconds: 900 } }
    expect(mergedPolicy(base, theirs, mine).lifetimes).toMatchObject({ idleSeconds: 900, graceSeconds: 0 })
  })

  it('take parts away as they put them in', () => {
    const acting = { ...base, anomalies: { 'impossible-travel': 'end-session' as const } }
    expect(mergedPolicy(acting, acting, base).anomalies).toEqual({})
    expect(mergedPolicy(base, acting, base).anomalies).toEqual(acting.anomalies)
  })
})
