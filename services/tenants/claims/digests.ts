import { createHmac, type KeyObject } from 'node:crypto'
import { systemTenantId } from '#events/streams.ts'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { formerForms } from './formerForms.ts'
import { deriveKey, type KeyPurpose } from '#services/keys/masterKey.ts'
import type { Reference } from '#services/ports/identity.ts'

/** HMACs in hex that name claim streams, so that a stream's name reveals no e-mail address and no reference. */
export interface Digests {
  email(tenantId: string, email: string): string
  /** Names of claims on the same address that an earlier release may have made. */
  formerEmails(tenantId: string, email: string): string[]
  slug(slug: string): string
  reference(reference: Reference): string
  passkey(tenantId: string, credentialId: string): string
}

export const digests = (masterKey: Buffer): Digests => {
  const digestFor = (purpose: KeyPurpose) => {
    const keys = new Map<string, KeyObject>()
    return (tenantId: string, text: string): string => {
      const key = keys.get(tenantId) ?? deriveKey(masterKey, purpose, tenantId)
      keys.set(tenantId, key)
      return createHmac('sha256', key).update(text).digest('hex')
    }
  }
  const digest = digestFor('email-claims')
  const referenceDigest = digestFor('reference-claims')
  const passkeyDigest = digestFor('passkey-claims')
  return {
    email: (tenantId, email) => digest(tenantId, normaliseEmail(email)),
    formerEmails: (tenantId, email) => formerForms(email).map((form) => digest(tenantId, form)),
    reference: ({ tenantId, clientId, userRef }) => referenceDigest(tenantId, JSON.stringify([clientId, userRef])),
    passkey: passkeyDigest,
    slug: (slug) => digest(systemTenantId, slug.trim().toLowerCase()),
  }
}
