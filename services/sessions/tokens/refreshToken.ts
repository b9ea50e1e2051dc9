import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'

/*
 * Every key, token, salt and generation of a session, and who may know it.
 *
 * Keys
 *   master key          32 bytes; ROLLCALL_MASTER_KEY or master.key in the data folder. Known to the operator and to every process;
 *                       in no database; in a backup, which a passphrase seals (docs/decisions/0012). All others follow from it or
 *                       are sealed under what follows from it (keys/masterKey.ts lists the purposes).
 *   refresh keys        32 random bytes each; a new one every 30 days, kept 366 days (refreshKeys.ts). In `token_keys`, sealed. Known to
 *                       processes alone. Its id stands in the token and in the session's events: no secret.
 *   signing keys        Ed25519, by the same calendar (signingKeys.ts). The private half like a refresh key, but in no backup; the
 *                       public half is everybody's, at /.well-known/jwks.json.
 *
 * Tokens
 *   refresh token       what this file makes. Known to the client that holds it (a browser's in a cookie no script reads). Stored
 *                       nowhere: it is computed again from the session's events and the refresh key. Good for one refresh.
 *   access token        a signed JWT (accessToken.ts). Known to the client and to every service it is shown to, which may read it; it
 *                       is good until `exp` or until its session, person or tenant is ended (checkSession.ts).
 *   attempt             128 random bits of the client's, so that it may repeat a refresh whose answer was lost. Known to the client;
 *                       the log keeps its HMAC.
 *
 * Salts
 *   session's salt      16 random bytes in `SessionStarted`. No secret, but hidden from views and exports. A refresh key that leaks
 *                       forges nothing without it, and it forges nothing without the key.
 *
 * Generations
 *   of the session      how often its refresh token was exchanged; the first token is 0. In the token and in `SessionRefreshed`.
 *                       The current one is accepted, its parent within the grace; any older one is reuse (commands/decideRefresh.ts).
 *   of tenant and user  how many events outdated what they had issued, in `gen` of the access token as `<tenant>.<user>`. A token with
 *                       a lower one than the log says is refused (endings/revocationIndex.ts). Everybody may know both.
 */

/** What a refresh token says; nothing of it is secret but the MAC. */
export interface RefreshClaims {
  /** 16 hex digits. */
  keyId: string
  tenantId: string
  sessionId: string
  generation: number
}
export interface PresentedRefreshToken extends RefreshClaims {
  tag: Buffer
  mac: Buffer
}

/** version 1 byte, key id 8, tenant 16, session 16, generation 4, tag 8, HMAC-SHA-256 32: 85 bytes, 114 characters. */
const version = 1
const claimsLength = 45
const tagLength = 8
const macAt = claimsLength + tagLength
const length = macAt + 32

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
const uuidAt = (bytes: Buffer, start: number): string => {
  const hex = bytes.toString('hex', start, start + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

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
 * Tells a token of ours from a made-up one without the session's salt, so that forgeries are turned away before a stream
 * is read, and refreshes are counted by session. It proves nothing more: the MAC does.
 */
const tagOf = (claims: Buffer, key: KeyObject): Buffer =>
  createHmac('sha256', key).update('tag').update(claims).digest().subarray(0, tagLength)

/** The one token of a generation: the same claims, salt and key give the same text, after a crash and in any process. */
export const sealRefreshToken = (claims: RefreshClaims, salt: string, key: KeyObject): string => {
  const bytes = claimsBytes(claims)
  return Buffer.concat([bytes, tagOf(bytes, key), macOf(bytes, salt, key)]).toString('base64url')
}

/** What a presented token claims, before anything is proven; null when it is not even shaped like one. */
export const parseRefreshToken = (text: string): PresentedRefreshToken | null => {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== length || bytes[0] !== version || bytes.toString('base64url') !== text) return null
  return {
    keyId: bytes.toString('hex', 1, 9),
    tenantId: uuidAt(bytes, 9),
    sessionId: uuidAt(bytes, 25),
    generation: bytes.readUInt32BE(41),
    tag: bytes.subarray(claimsLength, macAt),
    mac: bytes.subarray(macAt),
  }
}

export const carriesTag = (token: PresentedRefreshToken, key: KeyObject): boolean =>
  timingSafeEqual(token.tag, tagOf(claimsBytes(token), key))

export const isAuthenticRefreshToken = (token: PresentedRefreshToken, salt: string, key: KeyObject): boolean =>
  timingSafeEqual(token.mac, macOf(claimsBytes(token), salt, key))

/** What the log keeps of a client's `attempt`: it recognises a repeat and cannot be replayed. */
export const digestAttempt = (attempt: string, salt: string, key: KeyObject): string =>
  createHmac('sha256', key).update('attempt').update(Buffer.from(salt, 'base64url')).update(attempt).digest('base64url')
