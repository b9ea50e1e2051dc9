import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { uuidAt, uuidBytes } from '#services/ambient/uuid.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'

/*
 * Every key, token, salt and generation of a session, and who may know each.
 *
 * Keys
 *   master key          32 bytes, from ROLLCALL_MASTER_KEY or master.key in the data folder. Known to the operator and to every
 *                       process. No database holds it; backups do, sealed by a passphrase (docs/decisions/0012). All other keys
 *                       are derived from it or sealed with derived keys (keys/masterKey.ts lists the purposes).
 *   refresh keys        32 random bytes each. A new one every 30 days, kept 366 days after its last use (refreshKeys.ts). Stored
 *                       sealed in `token_keys`. Known only to processes. A key's id stands in the token and in the session's
 *                       events; it is no secret.
 *   signing keys        Ed25519 keys, made and kept for the same times (signingKeys.ts). The private half is stored like a refresh
 *                       key, but no backup holds it. The public half is published at /.well-known/jwks.json.
 *
 * Tokens
 *   refresh token       This file makes it. Known only to the client that holds it (a browser keeps it in a cookie that no script
 *                       can read). Stored nowhere: processes compute it again from the session's events and the refresh key.
 *                       Good for one refresh.
 *   access token        A signed JWT (accessToken.ts). Known to the client and to every service that the client sends it to; both
 *                       may read it. Valid until `exp`, or until its session ends or its claims are outdated (checkSession.ts).
 *   attempt             128 random bits made by the client, so that it can repeat a refresh whose answer was lost. Known only to
 *                       the client; the log holds its HMAC.
 *
 * Salts
 *   session's salt      16 random bytes in `SessionStarted`. No secret, but hidden from views and exports. Forging a token takes
 *                       both the salt and the refresh key, so a leak of only one of them is harmless.
 *
 * Generations
 *   of the session      How often its refresh token was exchanged; the first token has 0. It stands in the token and in
 *                       `SessionRefreshed`. The current one is accepted. Its parent is accepted within the grace from the same
 *                       browser and system, or with the same attempt. Any older one counts as reuse (commands/decideRefresh.ts).
 *   of tenant and user  How many events of each outdated access tokens, in the claim `gen` as `<tenant>.<user>`. A token with a
 *                       lower number than the log's is refused, unless the later events spare it (checkSession.ts). No secret.
 */

/** The claims of a refresh token. They are no secret; only the MAC is. */
export interface RefreshClaims {
  /** 16 hex digits. */
  keyId: string
  tenantId: string
  sessionId: string
  generation: number
}
export interface PresentedRefreshToken extends RefreshClaims {
  /** The claims as they stand in the token, which tag and MAC are made from. */
  claims: Buffer
  tag: Buffer
  mac: Buffer
}

/**
 * Layout: version 1 byte, key id 8, tenant 16, session 16, generation 4, tag 8, HMAC-SHA-256 32: 85 bytes, 114
 * characters.
 */
const version = 1
const claimsLength = 45
const tagLength = 8
const macAt = claimsLength + tagLength
const length = macAt + 32

const claimsBytes = ({ keyId, tenantId, sessionId, generation }: RefreshClaims): Buffer => {
  const bytes = Buffer.alloc(claimsLength)
  bytes.writeUInt8(version, 0)
  bytes.write(keyId, 1, 8, 'hex')
  uuidBytes(tenantId).copy(bytes, 9)
  uuidBytes(sessionId).copy(bytes, 25)
  bytes.writeUInt32BE(generation, 41)
  return bytes
}

const macOf = (claims: Buffer, salt: string, key: KeyObject): Buffer =>
  createHmac('sha256', key).update(claims).update(Buffer.from(salt, 'base64url')).digest()

/**
 * The tag tells an issued token from an invented one without the session's salt. So forgeries are refused before a
 * stream is read, and refreshes can be counted by session. Only the MAC proves that the token is authentic.
 */
const tagOf = (claims: Buffer, key: KeyObject): Buffer =>
  createHmac('sha256', key).update('tag').update(claims).digest().subarray(0, tagLength)

/**
 * Makes the only token of a generation. The same claims, salt and key give the same text in every process, also after a
 * crash.
 */
export const sealRefreshToken = (claims: RefreshClaims, salt: string, key: KeyObject): string => {
  const bytes = claimsBytes(claims)
  return Buffer.concat([bytes, tagOf(bytes, key), macOf(bytes, salt, key)]).toString('base64url')
}

/** Reads a presented token's claims without proving them. Null: the text does not have the shape of a token. */
export const parseRefreshToken = (text: string): PresentedRefreshToken | null => {
  const bytes = decodeBase64url(text)
  if (bytes === null || bytes.length !== length || bytes[0] !== version) return null
  return {
    keyId: bytes.toString('hex', 1, 9),
    tenantId: uuidAt(bytes, 9),
    sessionId: uuidAt(bytes, 25),
    generation: bytes.readUInt32BE(41),
    claims: bytes.subarray(0, claimsLength),
    tag: bytes.subarray(claimsLength, macAt),
    mac: bytes.subarray(macAt),
  }
}

export const carriesTag = ({ claims, tag }: PresentedRefreshToken, key: KeyObject): boolean =>
  timingSafeEqual(tag, tagOf(claims, key))

export const isAuthenticRefreshToken = (
  { claims, mac }: PresentedRefreshToken,
  salt: string,
  key: KeyObject,
): boolean => timingSafeEqual(mac, macOf(claims, salt, key))

/**
 * The digest of a client's `attempt` that the log holds. It recognises a repeat, but nobody can replay it as an
 * attempt.
 */
export const digestAttempt = (attempt: string, salt: string, key: KeyObject): string =>
  createHmac('sha256', key).update('attempt').update(Buffer.from(salt, 'base64url')).update(attempt).digest('base64url')
