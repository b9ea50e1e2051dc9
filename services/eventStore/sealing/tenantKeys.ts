import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openBytes, seal } from '#services/keys/seal.ts'
import type { WrappedKeys } from './wrappedKeys.ts'

const keyBytes = 32

/** Makes a key and wraps it at once: nobody can use it until it is read back. */
export const newWrappedKey = (wrappingKey: KeyObject, binding: string): Buffer =>
  seal(wrappingKey, randomBytes(keyBytes), binding)

/** @throws Error when the key was wrapped with another key or for another owner */
export const unwrapKey = (wrappingKey: KeyObject, wrapped: Buffer, binding: string): KeyObject =>
  createSecretKey(openBytes(wrappingKey, wrapped, binding))

const bindingOf = (tenantId: string): string => `tenant key\n${tenantId}`

/** Tenants' keys, which wrap the keys of their people. Tenants are few, so every key that was seen stays in memory. */
export interface TenantKeys {
  /** Makes the missing keys; when it resolves, every key is durable and ready. */
  ensure(tenantIds: readonly string[]): Promise<void>
  /** Makes the existing keys ready. */
  load(tenantIds: readonly string[]): Promise<void>
  get(tenantId: string): KeyObject | undefined
}

export const openTenantKeys = (masterKey: Buffer, wrappedKeys: WrappedKeys): TenantKeys => {
  const wrappingKey = deriveKey(masterKey, 'tenant-keys')
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
      // Read the keys back: if another process was faster, its key is the valid one.
      await load(missing)
    },
  }
}
