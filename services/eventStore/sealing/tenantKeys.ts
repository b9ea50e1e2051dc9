import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openBytes, seal } from '#services/keys/seal.ts'
import type { WrappedKeys } from './wrappedKeys.ts'

const keyBytes = 32

/** A new key, wrapped at once: it is known to nobody until it is read back. */
export const newWrappedKey = (wrappingKey: KeyObject, binding: string): Buffer =>
  seal(wrappingKey, randomBytes(keyBytes), binding)

/** @throws Error when it was wrapped with another key or for another owner. */
export const unwrapKey = (wrappingKey: KeyObject, wrapped: Buffer, binding: string): KeyObject =>
  createSecretKey(openBytes(wrappingKey, wrapped, binding))

const bindingOf = (tenantId: string): string => `tenant key\n${tenantId}`

/** Tenants' keys, which wrap their persons' keys. Tenants are few: all that were seen are remembered. */
export interface TenantKeys {
  /** Makes what is missing; every key is durable and ready when it resolves. */
  ensure(tenantIds: readonly string[]): Promise<void>
  /** Makes what exists ready. */
  load(tenantIds: readonly string[]): Promise<void>
  get(tenantId: string): KeyObject | undefined
}

export const openTenantKeys = (masterKey: Buffer, wrappedKeys: WrappedKeys): TenantKeys => {
  const wrappingKey = createSecretKey(deriveKey(masterKey, 'tenant-keys'))
  const keys = new Map<string, KeyObject>()
  const missingOf = (tenantIds: readonly string[]): string[] => [
    ...new Set(tenantIds.filter((tenantId) => !keys.has(tenantId))),
  ]
  const load = async (tenantIds: readonly string[]): Promise<void> => {
    const missing = missingOf(tenantIds)
    if (missing.length === 0) return
    for (const { tenantId, wrapped } of await wrappedKeys.findTenants(missing))
      keys.set(tenantId, unwrapKey(wrappingKey, wrapped, bindingOf(tenantId)))
  }
  return {
    load,
    get: (tenantId) => keys.get(tenantId),
    async ensure(tenantIds) {
      await load(tenantIds)
      const missing = missingOf(tenantIds)
      if (missing.length === 0) return
      const made = missing.map((tenantId) => ({ tenantId, wrapped: newWrappedKey(wrappingKey, bindingOf(tenantId)) }))
      await wrappedKeys.insertTenants(made)
      // Read back: where another process was faster, its key is the one that counts.
      await load(missing)
    },
  }
}
