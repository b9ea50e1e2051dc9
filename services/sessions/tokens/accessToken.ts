import { sign } from 'node:crypto'
import { errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyResult } from 'jose'
import { z } from 'zod'
import { roleSchema } from '#events/tenant/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import type { HeldKey, KeyRing } from './keyRing.ts'
import type { SigningKey } from './signingKeys.ts'

const type = 'at+jwt'
const algorithm = 'EdDSA'

/** Claims of an access token (RFC 9068) and ours: `tid` tenant, `sid` session, `gen` generations as `<tenant>.<user>`. */
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.uuid(),
  client_id: z.string(),
  tid: z.uuid(),
  sid: z.uuid(),
  jti: z.string(),
  /** Seconds since the epoch. */
  iat: z.int(),
  exp: z.int(),
  auth_time: z.int(),
  /** Of the proof that `auth_time` is of (RFC 9470). Tokens of earlier releases lack it. */
  acr: z.string().optional(),
  amr: z.array(z.string()),
  roles: z.array(roleSchema),
  gen: z.string().regex(/^\d{1,15}\.\d{1,15}$/),
  /** The person signed in with a one-time password. */
  must_change_password: z.literal(true).optional(),
  /** The person has to prove anew who they are before the session goes on. */
  must_reauthenticate: z.literal(true).optional(),
})
export type AccessClaims = z.infer<typeof claimsSchema>
export type NewAccessClaims = Omit<AccessClaims, 'iss' | 'jti' | 'iat'>

export interface AccessTokens {
  issue(claims: NewAccessClaims): { token: string; claims: AccessClaims }
  /** The claims of a token that Rollcall issued and that has not expired. Null for any other. */
  verify(token: string): Promise<AccessClaims | null>
  /** The same, but the token may have expired. It still proves which session it belonged to. */
  recognise(token: string): Promise<AccessClaims | null>
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const encodedHeader = (kid: string): string => encoded({ alg: algorithm, typ: type, kid })

/**
 * A compact JWS (RFC 7515 7.1). Signed on this thread, which takes half the processor time of using the thread pool.
 */
const signJwt = (claims: AccessClaims, { id: kid, material }: HeldKey<SigningKey>): string => {
  const signed = `${encodedHeader(kid)}.${encoded(claims)}`
  return `${signed}.${sign(null, Buffer.from(signed), material.signing).toString('base64url')}`
}

/**
 * True for the one text that `signJwt` makes of a token. Signatures are decoded leniently, so other texts would verify too;
 * and a text is what services compare, log and block a token by.
 */
const isCanonical = (token: string, { payload, protectedHeader }: JWTVerifyResult): boolean => {
  const [header, claims, signature = '', ...rest] = token.split('.')
  return (
    rest.length === 0 &&
    header === encodedHeader(protectedHeader.kid ?? '') &&
    claims === encoded(payload) &&
    decodeBase64url(signature) !== null
  )
}

/** Accepts any age, because signing keys are dropped long before. */
const anyAgeSeconds = 10 * 366 * 86_400

export const accessTokens = (ring: KeyRing<SigningKey>, issuer: string, ambient: Ambient): AccessTokens => {
  const keyOf: JWTVerifyGetKey = async ({ kid }) => {
    const key = kid === undefined ? null : await ring.find(kid)
    if (key === null) throw new errors.JWKSNoMatchingKey()
    return key.material.verifying
  }
  const read = async (token: string, clockTolerance: number): Promise<AccessClaims | null> => {
    try {
      const verified = await jwtVerify(token, keyOf, {
        issuer,
        typ: type,
        algorithms: [algorithm],
        currentDate: new Date(ambient.clock.now()),
        clockTolerance,
      })
      return isCanonical(token, verified) ? (claimsSchema.safeParse(verified.payload).data ?? null) : null
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
  return {
    issue(given) {
      const iat = Math.floor(ambient.clock.now() / 1000)
      const claims: AccessClaims = { iss: issuer, jti: ambient.random.id(), iat, ...given }
      return { token: signJwt(claims, ring.current()), claims }
    },
    verify: (token) => read(token, 0),
    recognise: (token) => read(token, anyAgeSeconds),
  }
}
