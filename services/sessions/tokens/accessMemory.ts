import QuickLRU from 'quick-lru'
import { hash } from 'node:crypto'
import { signedInCaller, type SignedInCaller } from '#services/http/caller.ts'
import type { AccessClaims } from './accessToken.ts'

/**
 * An access token whose signature was verified, and how many moves of tenant and user were found not to end or outdate
 * it.
 */
export interface KnownToken {
  readonly caller: SignedInCaller
  tenantCount: number
  userCount: number
}

/** Remembers verified access tokens, so that each signature is verified only once. */
export interface AccessMemory {
  recall(token: string): KnownToken | undefined
  learn(token: string, claims: AccessClaims): KnownToken
}

/** Most tokens in memory, some 600 bytes each. */
const defaultCapacity = 100_000

/** Tokens are kept as hashes, so that a reader of this process's memory finds none here. */
const nameOf = (token: string): string => hash('sha256', token, 'base64')

export const callerOf = (claims: AccessClaims): SignedInCaller =>
  signedInCaller({
    tenantId: claims.tid,
    userId: claims.sub,
    sessionId: claims.sid,
    clientId: claims.client_id,
    audience: claims.aud,
    roles: claims.roles,
    mustChangePassword: claims.must_change_password === true,
    mustReauthenticate: claims.must_reauthenticate === true,
    authTime: claims.auth_time * 1000,
    methods: claims.amr,
    accessExpiresAt: claims.exp * 1000,
  })

const knownFrom = (claims: AccessClaims): KnownToken => {
  const [tenantCount = 0, userCount = 0] = claims.gen.split('.').map(Number)
  return { caller: callerOf(claims), tenantCount, userCount }
}

export const accessMemory = (capacity = defaultCapacity): AccessMemory => {
  const known = new QuickLRU<string, KnownToken>({ maxSize: capacity / 2 })
  return {
    recall: (token) => known.get(nameOf(token)),
    learn(token, claims) {
      const learned = knownFrom(claims)
      known.set(nameOf(token), learned)
      return learned
    },
  }
}
