import { isIP } from 'node:net'

/** Whom passkeys are made for (WebAuthn Level 3, 4). */
export interface RelyingParty {
  /** A host. Passkeys made for it work in pages of it and of hosts below it. */
  id: string
  /** Of Rollcall's own pages. */
  origin: string
}

const isLocal = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost')

/**
 * The relying party of a server that people open at `publicUrl`. Null: browsers take no passkeys there, for they want https, or
 * localhost, and a name in place of an address.
 */
export const relyingPartyOf = (publicUrl: string): RelyingParty | null => {
  const { protocol, hostname, origin } = new URL(publicUrl)
  const isAddress = isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0
  return isAddress || (protocol !== 'https:' && !isLocal(hostname)) ? null : { id: hostname, origin }
}
