import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../../client/guard/admission/verdict.ts'
import { requireRecent } from '../../../../client/guardRecent/requireRecent.ts'

const now = 1_800_000_000
const caller = (secondsAgo: number, change: object = {}) =>
  ({ authenticatedAt: now - secondsAgo, methods: ['pwd'], claims: {}, ...change }) as unknown as Caller
const wanted = { code: 'reauthentication-required', status: 401 }

describe('a route that wants a recent proof', () => {
  const recent = requireRecent({ maxAgeSeconds: 300 })

  it('lets in up to that age, and answers the challenge of RFC 9470 from then on', () => {
    expect(recent(caller(299), now)).toBeNull()
    expect(recent(caller(301), now)).toMatchObject({
      ...wanted,
      challenge: { error: 'insufficient_user_authentication', max_age: '300' },
    })
  })

  it('lets nobody in of whom Rollcall waits for another proof', () => {
    expect(recent(caller(10, { claims: { must_reauthenticate: true } }), now)).toMatchObject(wanted)
  })

  it('may want one of some ways', () => {
    const strong = requireRecent({ maxAgeSeconds: 300, methods: ['otp', 'hwk'] })
    expect(strong(caller(10), now)).toMatchObject(wanted)
    expect(strong(caller(10, { methods: ['pwd', 'otp'] }), now)).toBeNull()
  })

  it('may want two factors, and says so in its challenge', () => {
    const twice = requireRecent({ maxAgeSeconds: 300, methods: ['mfa'] })
    expect(twice(caller(10), now)?.challenge).toEqual({
      error: 'insufficient_user_authentication',
      max_age: '300',
      acr_values: 'urn:rollcall:acr:multi-factor',
    })
    expect(twice(caller(10, { methods: ['swk', 'user', 'mfa'] }), now)).toBeNull()
  })
})
