import { hkdfSync } from 'node:crypto'

/** Each purpose has its own key, derived from the master key. */
export type KeyPurpose =
  | 'tenant-keys'
  | 'refresh-keys'
  | 'signing-keys'
  | 'email-claims'
  | 'passwords'
  | 'wire-positions'
  | 'cursors'
  | 'idempotency'
  | 'rate-limits'
  | 'database-logins'
  | 'issuer'
  | 'feed-messages'

/**
 * Derives a 32-byte key for one purpose from the 32-byte master key (RFC 5869 HKDF-SHA-256).
 * `scope` separates further, e.g. by tenant.
 */
export const deriveKey = (masterKey: Buffer, purpose: KeyPurpose, scope = ''): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `rollcall/${purpose}/${scope}`, 32))
