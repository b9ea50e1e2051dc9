import type { VerifyingKey } from '../keys/keySet.ts'
import type { Bearer } from '../revocations/notBefore.ts'
import { sessionWords } from '../revocations/sessionWords.ts'
import type { AccessClaims } from '../token/accessClaims.ts'
import type { KnownToken } from './knownTokens.ts'
import type { Caller } from './verdict.ts'

export const bearerOf = ({ sid: sessionId, sub: userId, client_id: clientId, gen }: AccessClaims): Bearer => {
  const [tenantGeneration = 0, userGeneration = 0] = gen.split('.').map(Number)
  return { sessionId, session: sessionWords(sessionId), userId, clientId, tenantGeneration, userGeneration }
}

const callerFrom = (claims: AccessClaims): Caller =>
  Object.freeze({
    userId: claims.sub,
    sessionId: claims.sid,
    tenantId: claims.tid,
    clientId: claims.client_id,
    roles: Object.freeze(claims.roles),
    methods: Object.freeze(claims.amr),
    authenticatedAt: claims.auth_time,
    expiresAt: claims.exp,
    claims: Object.freeze(claims),
  })

/** What is remembered of a token whose signature was verified. */
export const knownFrom = (claims: AccessClaims, key: VerifyingKey): KnownToken => ({
  verdict: Object.freeze({ caller: callerFrom(claims), refusal: null }),
  bearer: bearerOf(claims),
  key,
})
