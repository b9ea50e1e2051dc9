import QuickLRU from 'quick-lru'
import { hash } from 'node:crypto'
import { signedInCaller, type SignedInCaller } from '#services/http/caller.ts'
import type { AccessClaims } from './accessToken.ts'

/** An access token whose signature held once, and the generations it is known to have outlived. */
export interface KnownToken {
  readonly caller: SignedInCaller
  tenantCount: number
  userCount: number
}

/** Access tokens seen, by hash: a signature is verified once. */
export interface AccessMemory {
  recall(token: string): KnownToken | undefined
  learn(token: string, claims: AccessClaims): KnownToken
}

/** Tokens kept, some 600 bytes each. */
const defaultCapacity = 100_000

/** Whoever reads this process's memory finds hashes, not tokens. */
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
