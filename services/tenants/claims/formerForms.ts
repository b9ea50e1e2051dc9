import { normaliseEmail, writtenEmail } from '#events/text/emailAddress.ts'

/** The normal form before November 2026. Claims are named by it for good, because nothing stored is rewritten. */
const formerForm = (email: string): string => email.normalize('NFKC').trim().toLowerCase()

/** Forms that the same address may have been claimed under, without today's. For a plain address there are none. */
export const formerForms = (email: string): string[] => {
  const forms = new Set([email, writtenEmail(email), normaliseEmail(email)].map(formerForm))
  forms.delete(normaliseEmail(email))
  return [...forms]
}
