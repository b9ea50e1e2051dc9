import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { keyRing, type HeldKey, type KeyRing } from './keyRing.ts'
import { openEither, seal } from '#services/keys/seal.ts'
import type { KeyStore } from './keyStore.ts'

export interface SigningKey {
  signing: KeyObject
  verifying: KeyObject
}

const dayMs = 86_400_000
/** PKCS #8 of an Ed25519 key is this prefix and the 32-byte seed (RFC 8410 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

const fromSeed = (seed: Buffer): SigningKey => {
  const signing = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  return { signing, verifying: createPublicKey(signing) }
}

/**
 * Ed25519 keys that sign access tokens. They are kept for a year, far longer than any access token lives, because a
 * logout with an expired token must still find its session.
 */
export const signingKeys = (store: KeyStore, masterKey: Buffer, ambient: Ambient): KeyRing<SigningKey> => {
  const wrapping = deriveKey(masterKey, 'signing-keys')
  const { bytes } = ambient.random
  return keyRing({
    purpose: 'signing',
    store,
    ambient,
    make: (id) => seal(wrapping, bytes(32), `signing/${id}`),
    open: ({ id, sealed }) => fromSeed(openEither(wrapping, sealed, `signing/${id}`, 'tagLast')),
    issueMs: 30 * dayMs,
    keepMs: 366 * dayMs,
  })
}

/** The longest access token lifetime that a policy allows. */
const longestAccessMs = dayMs

const publicKey = ({ id, material }: HeldKey<SigningKey>): JsonWebKey => ({
  ...material.verifying.export({ format: 'jwk' }),
  kid: id,
  alg: 'EdDSA',
  use: 'sig',
})

/** The JSON Web Key Set (RFC 7517): every key that an unexpired access token may be signed with, and the next key. */
export const publishedKeys = (ring: KeyRing<SigningKey>, now: number): { keys: JsonWebKey[] } => {
  const held = ring.held()
  const isNeeded = (_: HeldKey<SigningKey>, place: number) => {
    const next = held[place + 1]
    return next === undefined || next.activeFrom + longestAccessMs >= now
  }
  return { keys: held.filter(isNeeded).map(publicKey) }
}
