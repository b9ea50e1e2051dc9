import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiKeyPattern, readApiKey, writeApiKey } from '#services/tenants/apiKeys/apiKeyText.ts'

const tagKey = createSecretKey(Buffer.alloc(32, 1))
const ids = fc.record({
  tenantId: fc.uuid(),
  keyId: fc.uuid(),
  secret: fc.uint8Array({ minLength: 24, maxLength: 24 }),
})
const written = ids.map(({ secret, ...named }) => ({ named, text: writeApiKey(named, () => secret, tagKey) }))
const digits = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')

describe('the text of an API key', () => {
  it('names the tenant and the key that it was made for, and looks as scanners expect', () => {
    fc.assert(
      fc.property(written, ({ named, text }) => {
        expect(text).toMatch(apiKeyPattern)
        expect(text).toMatch(/^rck_[0-9A-Za-z]{92}$/)
        expect(readApiKey(text, tagKey)).toEqual(named)
      }),
    )
  })

  it('is refused with any one character changed, left out or added', () => {
    fc.assert(
      fc.property(written, fc.nat(91), fc.constantFrom(...digits), ({ text }, place, digit) => {
        const at = 4 + place
        const changed = text.slice(0, at) + digit + text.slice(at + 1)
        if (changed !== text) expect(readApiKey(changed, tagKey)).toBeNull()
        expect(readApiKey(text.slice(0, at) + text.slice(at + 1), tagKey)).toBeNull()
        expect(readApiKey(text.slice(0, at) + digit + text.slice(at), tagKey)).toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['spaces around it', (text: string) => ` ${text} `],
    ['other capitals', (text: string) => text.toUpperCase()],
    ['another prefix', (text: string) => text.replace('rck_', 'rcx_')],
  ])('is taken in the one form in which it was handed out, not with %s', (_, change) => {
    const text = writeApiKey({ tenantId: randomUUID(), keyId: randomUUID() }, randomBytes, tagKey)
    expect(readApiKey(change(text), tagKey)).toBeNull()
  })

  it('that another installation made, or that has a good checksum only, is refused', () => {
    const other = createSecretKey(Buffer.alloc(32, 2))
    const text = writeApiKey({ tenantId: randomUUID(), keyId: randomUUID() }, randomBytes, other)
    expect(readApiKey(text, tagKey)).toBeNull()
  })

  it('of the largest number that its digits could write is refused, not misread', () => {
    expect(readApiKey(`rck_${'z'.repeat(92)}`, tagKey)).toBeNull()
  })
})
