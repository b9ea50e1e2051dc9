import { createHmac, type KeyObject } from 'node:crypto'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { deriveKey } from '#services/keys/masterKey.ts'

export interface SessionReference {
  tenantId: string
  clientId: string
  /** What the application calls the session. In many tables it is the very token, so it is kept nowhere. */
  externalRef: string
}

/**
 * The id of the session that an application has a reference of its own for. It follows from an HMAC of the reference: no table and no
 * event holds the text, and without the key nobody can try whether a text is a reference.
 */
export type ReferenceIds = (reference: SessionReference) => string

export const referenceIds = (masterKey: Buffer): ReferenceIds => {
  const keys = new Map<string, KeyObject>()
  const keyOf = (tenantId: string): KeyObject => {
    const key = keys.get(tenantId) ?? deriveKey(masterKey, 'session-references', tenantId)
    keys.set(tenantId, key)
    return key
  }
  return ({ tenantId, clientId, externalRef }) => {
    const digest = createHmac('sha256', keyOf(tenantId))
      .update(JSON.stringify([clientId, externalRef]))
      .digest('hex')
    return derivedUuid('session taken over', digest)
  }
}
