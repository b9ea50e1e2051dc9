import { createHmac } from 'node:crypto'
import { parseAddress } from '#events/addresses.ts'
import { blocksAround, countedAddress } from '#events/carriedAddress.ts'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { deriveKey } from '#services/keys/masterKey.ts'

/**
 * What a call may be counted by. Claimed values come from the body of a caller without a credential, so they prove
 * nothing.
 */
export interface LimitKeys {
  address: string | null
  /** `id`: the person's, or the API key's. */
  caller: { tenantId: string; id: string } | null
  claimedTenant: string | null
  claimedEmail: string | null
  /** The device id in a sign-in's body. */
  claimedDevice?: string | null
  /** The call tries a code of few digits, which can be guessed. */
  triesCode?: boolean
  /** The session of a refresh token whose key tag holds, or the caller's session: nobody else can use up its share. */
  session?: { tenantId: string; sessionId: string } | null
}

/** A keyed digest of the parts, so that the stored keys do not reveal tenant, person or address. */
export type LimitDigest = (...parts: string[]) => string

export const limitDigest = (masterKey: Buffer): LimitDigest => {
  const key = deriveKey(masterKey, 'rate-limits')
  return (...parts) => createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}

/** The address itself (IPv4), or the blocks around it (IPv6), narrowest first. */
export const addressBlocks = ({ address }: LimitKeys): string[] => {
  const parsed = address === null ? null : parseAddress(address)
  return parsed === null ? [address ?? 'unknown'] : blocksAround(countedAddress(parsed))
}

export const addressOf = (keys: LimitKeys): string => addressBlocks(keys)[0]!

/** The tenant and person that a sign-in names. Null: it does not name both. */
export const personOf = ({ claimedTenant, claimedEmail }: LimitKeys): [tenant: string, person: string] | null =>
  claimedTenant === null || claimedEmail === null
    ? null
    : [claimedTenant.trim().toLowerCase(), normaliseEmail(claimedEmail)]
