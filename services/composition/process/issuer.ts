import { deriveKey } from '#services/keys/masterKey.ts'
import type { Settings } from '#services/settings/settings.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/**
 * Who access tokens say issued them (RFC 7519 `iss`), where several processes take each other's: the address people type, the
 * same in all of them, else a name that the master key gives.
 */
export const issuerOf = ({ PUBLIC_URL }: Settings, masterKey: Buffer, url: string): string =>
  PUBLIC_URL === undefined ? `urn:uuid:${derivedUuid('issuer', deriveKey(masterKey, 'issuer').toString('hex'))}` : url
