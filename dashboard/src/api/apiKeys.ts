import type { z } from 'zod'
import type { Scope } from '#events/permissions.ts'
import { apiKeyShape, issuedApiKeyShape } from '#events/wire/apiKeys.ts'
import { itemsOf } from '#events/wire/page.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

export type ApiKey = z.infer<typeof apiKeyShape>

/** Whose key it is. */
export type KeyOwner = { applicationId: string } | { userId: string }

export interface KeyOrder {
  name: string
  scopes: readonly Scope[]
  /** Null: until it is revoked. */
  expiresAt: string | null
}

const keys = itemsOf(apiKeyShape)

export const apiKeyCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (signal: AbortSignal): Promise<ApiKey[]> =>
      (await api.get('/v1/api-keys', { signal }, keys)).body.items,
    /** `key`: shown once; null when an earlier answer to the same request was lost, so that the key has to be made anew. */
    async issue(order: KeyOrder & KeyOwner, idempotencyKey: string): Promise<{ apiKey: ApiKey; key: string | null }> {
      const { body } = await api.post('/v1/api-keys', { body: order, idempotencyKey }, issuedApiKeyShape)
      return { apiKey: body.apiKey, key: body.key ?? null }
    },
    async revoke(keyId: string): Promise<void> {
      await api.delete('/v1/api-keys/{keyId}', { params: { keyId } }, nothing)
    },
  }
}
