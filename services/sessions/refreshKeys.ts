import type { Ambient } from '#services/clock.ts'
import { deriveKey } from '#services/masterKey.ts'
import { keyRing, type KeyRing } from './keyRing.ts'
import { openKey, sealKey } from './keySeal.ts'
import type { KeyStore } from './keyStore.ts'

const dayMs = 86_400_000

/** Keys that authenticate refresh tokens, kept for the longest absolute lifetime a policy may set after their last use. */
export const refreshKeys = (store: KeyStore, masterKey: Buffer, ambient: Ambient): KeyRing<Buffer> => {
  const wrapping = deriveKey(masterKey, 'refresh-keys')
  const { bytes } = ambient.random
  return keyRing({
    purpose: 'refresh',
    store,
    ambient,
    make: (id) => sealKey(wrapping, `refresh/${id}`, bytes(32), bytes(12)),
    open: ({ id, sealed }) => openKey(wrapping, `refresh/${id}`, sealed),
    issueMs: 30 * dayMs,
    keepMs: 366 * dayMs,
  })
}
