import { createHmac } from 'node:crypto'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { addressBlock } from './addressBlock.ts'

/** What a call may be counted by. Claimed values come from the body of whoever has no credential yet, and prove nothing. */
export interface LimitKeys {
  address: string | null
  /** `id`: the person's, or the API key's. */
  caller: { tenantId: string; id: string } | null
  claimedTenant: string | null
  claimedEmail: string | null
  /** The device id in a sign-in's body. */
  claimedDevice?: string | null
  /** The session of a refresh token whose MAC holds, or the caller's: nobody else can spend its share. */
  session?: { tenantId: string; sessionId: string } | null
}

/** A keyed digest of the parts: what stands in the store tells neither tenant nor person nor address. */
export type LimitDigest = (...parts: string[]) => string

export const limitDigest = (masterKey: Buffer): LimitDigest => {
  const key = deriveKey(masterKey, 'rate-limits')
  return (...parts) => createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}

export const addressOf = ({ address }: LimitKeys): string => (address === null ? 'unknown' : addressBlock(address))

/** Whom a sign-in is about, as far as it says; the caller where somebody proves a password again. */
export const personOf = ({
  caller,
  claimedTenant,
  claimedEmail,
}: LimitKeys): [tenant: string, person: string] | null => {
  if (caller !== null) return [caller.tenantId, caller.id]
  if (claimedTenant === null || claimedEmail === null) return null
  return [claimedTenant.trim().toLowerCase(), normaliseEmail(claimedEmail)]
}
