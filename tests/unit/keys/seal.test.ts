import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { signingKeys } from '#services/sessions/tokens/signingKeys.ts'
import { openOutcome } from '#services/idempotency/sealAnswer.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { type EarlierLayout, openBytes, openEither, openText, seal } from '#services/keys/seal.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const key = createSecretKey(Buffer.alloc(32, 7))
const otherKey = createSecretKey(Buffer.alloc(32, 8))
const refused = /authenticate|Not a sealed value/

/** As values were sealed before they began with their format. `nonce`: from the caller, and any there may be. */
const sealedEarlier = (
  of: { key: KeyObject; plain: Buffer; binding: string; nonce: Buffer },
  layout: EarlierLayout,
) => {
  const cipher = createCipheriv('aes-256-gcm', of.key, of.nonce).setAAD(Buffer.from(of.binding))
  const secret = Buffer.concat([cipher.update(of.plain), cipher.final()])
  return Buffer.concat([
    of.nonce,
    ...(layout === 'tagLast' ? [secret, cipher.getAuthTag()] : [cipher.getAuthTag(), secret]),
  ])
}

describe('a sealed value', () => {
  it('opens with its key at its place, as text and as bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (plain, binding) => {
        const sealed = seal(key, plain, binding)
        expect(openText(key, sealed, binding)).toBe(Buffer.from(plain).toString())
        expect(openBytes(key, sealed, binding)).toEqual(Buffer.from(plain))
      }),
    )
  })

  it('never has the same nonce twice', () => {
    const nonces = Array.from({ length: 2_000 }, () => seal(key, 'same', 'place').subarray(1, 13).toString('hex'))
    expect(new Set(nonces).size).toBe(2_000)
  })

  it('opens nowhere else, with no other key and not when a single bit is another', () => {
    const sealed = seal(key, 'secret', 'place')
    expect(() => openBytes(key, sealed, 'elsewhere')).toThrow(refused)
    expect(() => openBytes(otherKey, sealed, 'place')).toThrow(refused)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => openBytes(key, altered, 'place')).toThrow(refused)
      expect(() => openEither(key, altered, 'place', 'tagLast')).toThrow(refused)
    }
  })
})

describe('what was stored before values began with their format', () => {
  const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes))
  // One in 256 began with the byte that is the format now.
  const anyNonce = fc.oneof(
    nonce,
    nonce.map((bytes) => Buffer.concat([Buffer.of(1), bytes.subarray(1)])),
  )

  it.each(['tagLast', 'tagSecond'] as const)('opens in its layout, %s, whatever its nonce begins with', (layout) => {
    const plain = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(anyNonce, plain, (nonce, plain) => {
        const sealed = sealedEarlier({ key, plain, binding: 'place', nonce }, layout)
        expect(openEither(key, sealed, 'place', layout)).toEqual(plain)
        expect(() => openEither(key, sealed, 'elsewhere', layout)).toThrow(refused)
        expect(openEither(key, seal(key, plain, 'place'), 'place', layout)).toEqual(plain)
      }),
    )
  })

  it('is still a key ring\u2019s key and a kept answer', async () => {
    const masterKey = Buffer.alloc(32, 3)
    const nonce = Buffer.alloc(12, 1)
    const material = Buffer.alloc(32, 9)
    const store = memoryKeyStore()
    const ambient = testAmbient()
    for (const [purpose, wrapping] of [
      ['refresh', 'refresh-keys'],
      ['signing', 'signing-keys'],
    ] as const) {
      const of = { key: deriveKey(masterKey, wrapping), plain: material, binding: `${purpose}/k1`, nonce }
      const activeFrom = new Date(ambient.clock.now()).toISOString()
      await store.extend(purpose, () => ({ id: 'k1', sealed: sealedEarlier(of, 'tagLast'), activeFrom }))
    }
    const [refresh, signing] = [refreshKeys(store, masterKey, ambient), signingKeys(store, masterKey, ambient)]
    await Promise.all([refresh.turn(), signing.turn()])
    expect(refresh.current()).toMatchObject({ id: 'k1' })
    expect(refresh.current().material.export()).toEqual(material)
    expect(signing.current().id).toBe('k1')
    const answer = { answer: { status: 202, body: { operation: 'o' } } }
    const of = { key, plain: Buffer.from(JSON.stringify(answer)), binding: 'claim', nonce }
    expect(openOutcome(sealedEarlier(of, 'tagSecond'), key, 'claim')).toEqual(answer)
  })
})
