import { createHmac, type KeyObject } from 'node:crypto'
import { systemTenantId } from '#events/streams.ts'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { formerForms } from './formerForms.ts'
import { deriveKey } from '#services/keys/masterKey.ts'

/** HMACs in hex that name claim streams, so that a stream's name reveals no e-mail address. */
export interface Digests {
  email(tenantId: string, email: string): string
  /** Names of claims on the same address that an earlier release may have made. */
  formerEmails(tenantId: string, email: string): string[]
  slug(slug: string): string
}

export const digests = (masterKey: Buffer): Digests => {
  const keys = new Map<string, KeyObject>()
  const keyOf = (tenantId: string): KeyObject => {
    const key = keys.get(tenantId) ?? deriveKey(masterKey, 'email-claims', tenantId)
    keys.set(tenantId, key)
    return key
  }
  const digest = (tenantId: string, text: string) => createHmac('sha256', keyOf(tenantId)).update(text).digest('hex')
  return {
    email: (tenantId, email) => digest(tenantId, normaliseEmail(email)),
    formerEmails: (tenantId, email) => formerForms(email).map((form) => digest(tenantId, form)),
    slug: (slug) => digest(systemTenantId, slug.trim().toLowerCase()),
  }
}
