import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { keyRing, type KeyRing } from './keyRing.ts'
import { openEither, seal } from '#services/keys/seal.ts'
import type { KeyStore } from './keyStore.ts'

const dayMs = 86_400_000

/**
 * Keys that authenticate refresh tokens. After its last use a key is kept for longer than the longest idle and absolute lifetimes that
 * a policy may set. So is a token of a session without an absolute end good for a year, and each refresh gives another.
 */
export const refreshKeys = (store: KeyStore, masterKey: Buffer, ambient: Ambient): KeyRing<KeyObject> => {
  const wrapping = deriveKey(masterKey, 'refresh-keys')
  const { bytes } = ambient.random
  return keyRing({
    purpose: 'refresh',
    store,
    ambient,
    make: (id) => seal(wrapping, bytes(32), `refresh/${id}`),
    open: ({ id, sealed }) => createSecretKey(openEither(wrapping, sealed, `refresh/${id}`, 'tagLast')),
    issueMs: 30 * dayMs,
    keepMs: 366 * dayMs,
  })
}
