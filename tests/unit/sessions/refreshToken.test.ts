import { createSecretKey } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  carriesTag,
  digestAttempt,
  isAuthenticRefreshToken,
  parseRefreshToken,
  sealRefreshToken,
} from '#services/sessions/tokens/refreshToken.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const otherKey = createSecretKey(Buffer.alloc(32, 9))
const salt = Buffer.alloc(16, 2).toString('base64url')
const claims = {
  keyId: '00112233445566ff',
  tenantId: '01890000-0000-7000-8000-00000000000a',
  sessionId: '01890000-0000-7000-8000-00000000000b',
  generation: 4_000_000_000,
}

describe('a refresh token', () => {
  const token = sealRefreshToken(claims, salt, key)

  it('is short, opaque text that says what it was made of', () => {
    expect(token).toMatch(/^[\w-]{114}$/)
    expect(parseRefreshToken(token)).toMatchObject(claims)
  })

  it('is the same whenever it is made again', () => {
    expect(sealRefreshToken(claims, salt, key)).toBe(token)
    expect(sealRefreshToken({ ...claims, generation: 1 }, salt, key)).not.toBe(token)
  })

  it('holds only under its key and its session\u2019s salt', () => {
    const presented = parseRefreshToken(token)!
    const otherSalt = Buffer.alloc(16, 3).toString('base64url')
    expect(isAuthenticRefreshToken(presented, salt, key)).toBe(true)
    expect(isAuthenticRefreshToken(presented, otherSalt, key)).toBe(false)
    expect(isAuthenticRefreshToken(presented, salt, otherKey)).toBe(false)
    expect([carriesTag(presented, key), carriesTag(presented, otherKey)]).toEqual([true, false])
  })

  it('does not survive the change of a single bit', () => {
    const bytes = Buffer.from(token, 'base64url')
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes)
        changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
        const presented = parseRefreshToken(changed.toString('base64url'))
        expect(presented !== null && isAuthenticRefreshToken(presented, salt, key) && carriesTag(presented, key)).toBe(
          false,
        )
      }),
    )
  })

  it('is nothing at all when it is not shaped like one', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(parseRefreshToken(text)).toBeNull()))
    for (const text of ['', token.slice(1), `${token}A`, `${token}=`, token.replace(/.$/, '!')])
      expect(parseRefreshToken(text)).toBeNull()
  })
})

describe('an attempt', () => {
  it('is known again by its digest, under the same key and salt only', () => {
    const digest = digestAttempt('a', salt, key)
    expect(digestAttempt('a', salt, key)).toBe(digest)
    expect(digestAttempt('b', salt, key)).not.toBe(digest)
    expect(digestAttempt('a', 'AAAA', key)).not.toBe(digest)
  })
})
