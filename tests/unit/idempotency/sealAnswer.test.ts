import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { isLasting, openOutcome, sealOutcome, type Outcome } from '#services/idempotency/sealAnswer.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const otherKey = createSecretKey(Buffer.alloc(32, 2))
const throughStore = (outcome: Outcome): Outcome => openOutcome(sealOutcome(outcome, key, 'claim'), key, 'claim')

describe('a kept answer', () => {
  it('comes back with status, body, headers and position', () => {
    const answer = { status: 202, body: { operation: { id: 'o', total: 3 } }, position: 7, headers: { etag: 'x' } }
    expect(throughStore({ answer })).toEqual({ answer })
  })

  it('comes back without what is shown once, and without cookies', () => {
    const answer = {
      status: 201,
      body: { user: { id: 'u', oneTimePassword: 'k7mf' }, keys: [{ id: 'k', key: 'rck_1' }], accessToken: 'eyJ' },
      cookies: [{ name: '__Host-rc', value: 'secret' }],
    }
    expect(throughStore({ answer })).toEqual({
      answer: { status: 201, body: { user: { id: 'u' }, keys: [{ id: 'k' }] } },
    })
  })

  it('keeps a refusal with its code and details, without what caused it', () => {
    const details = { detail: 'grown', extra: { now: 12 }, cause: new Error('inner') }
    expect(throughStore({ refusal: { code: 'preview-stale', details } })).toEqual({
      refusal: { code: 'preview-stale', details: { detail: 'grown', extra: { now: 12 } } },
    })
  })

  it('is sealed: unreadable without the key, and bound to its claim', () => {
    const sealed = sealOutcome({ answer: { status: 200, body: { email: 'ann@acme.test' } } }, key, 'claim')
    expect(sealed.toString('latin1')).not.toContain('ann@')
    expect(() => openOutcome(sealed, otherKey, 'claim')).toThrow(/authenticate/)
    expect(() => openOutcome(sealed, key, 'another claim')).toThrow(/authenticate/)
  })
})

describe('a refusal is kept for repeats', () => {
  it.each([
    ['preview-stale', true],
    ['not-found', true],
    ['invalid-request', true],
    ['rate-limited', false],
    ['reauthentication-required', false],
    ['filter-too-costly', false],
    ['stale-revision', false],
    ['store-unavailable', false],
    ['internal', false],
  ] as const)('%s: %s', (code, lasting) => {
    expect(isLasting(new CodedError(code))).toBe(lasting)
  })

  it('never when nobody foresaw it', () => {
    expect(isLasting(new Error('broken'))).toBe(false)
  })
})
