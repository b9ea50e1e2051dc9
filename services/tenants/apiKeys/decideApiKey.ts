import type { TenantEvent } from '#events/tenant/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { ApiKey, ApiKeys } from './apiKeyState.ts'

export type ApiKeyIssued = Extract<TenantEvent, { type: 'ApiKeyIssued' }>['data']

/** Most keys of a tenant that can be used. */
const mostKeys = 500

export const isUsable = ({ expiresAt, revokedAt }: ApiKey, now: string): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now)

/** A key that exists already was issued by an earlier try of the same request. */
export const issueApiKey = (data: ApiKeyIssued, keys: ApiKeys, now: string): TenantEvent[] => {
  if (keys.has(data.keyId)) return []
  if ([...keys.values()].filter((key) => isUsable(key, now)).length >= mostKeys)
    throw new CodedError('invalid-request', { detail: `A tenant has ${mostKeys} keys at most. Revoke some first.` })
  return [{ type: 'ApiKeyIssued', version: 1, data }]
}

export const revokeApiKey = (keyId: string, keys: ApiKeys): TenantEvent[] => {
  const key = keys.get(keyId)
  if (key === undefined) throw new CodedError('not-found')
  return key.revokedAt === null ? [{ type: 'ApiKeyRevoked', version: 1, data: { keyId } }] : []
}
