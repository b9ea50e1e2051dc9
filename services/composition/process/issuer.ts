import { deriveKey } from '#services/keys/masterKey.ts'
import type { Settings } from '#services/settings/settings.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/**
 * The issuer in access tokens (RFC 7519 `iss`). It must be the same in all processes, since they take each other's tokens: the
 * PUBLIC_URL, or else a name derived from the master key.
 */
export const issuerOf = ({ PUBLIC_URL }: Settings, masterKey: Buffer, url: string): string =>
  PUBLIC_URL === undefined
    ? `urn:uuid:${derivedUuid('issuer', deriveKey(masterKey, 'issuer').export().toString('hex'))}`
    : url
