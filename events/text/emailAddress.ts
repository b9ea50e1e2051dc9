import { z } from 'zod'
import { caseFold } from './caseFold.ts'
import { asciiDomain, writtenDomain } from './domainName.ts'
import { holdsHidden } from './hiddenCharacters.ts'

const parts = (email: string): { local: string; domain: string | null } => {
  const text = email.trim().normalize('NFC')
  const at = text.lastIndexOf('@')
  return at < 0 ? { local: text, domain: null } : { local: text.slice(0, at), domain: text.slice(at + 1) }
}

/**
 * The form in which two spellings of an address are the same: trimmed, the local part NFC and case-folded, the domain in
 * ASCII. RFC 5321 lets the local part be case-sensitive; no provider people use makes it so, and two accounts that
 * differ in case only would be a trap. Takes any text, because anything may be typed at a sign-in.
 */
export const normaliseEmail = (email: string): string => {
  const { local, domain } = parts(email)
  const name = caseFold(local).normalize('NFC')
  return domain === null ? name : `${name}@${asciiDomain(domain) ?? caseFold(domain).normalize('NFC')}`
}

/** The address as people write it, also where a browser sent the domain in ASCII. */
export const writtenEmail = (email: string): string => {
  const { local, domain } = parts(email)
  return domain === null ? local : `${local}@${writtenDomain(domain)}`
}

const hasDomain = (email: string): boolean => asciiDomain(parts(email).domain ?? '') !== null

/**
 * One @, something on both sides, no blanks, a domain, nothing invisible. A stricter pattern would prove nothing: only a
 * mail shows that the mailbox exists. Answers the address as people write it.
 */
export const emailSchema = z
  .string()
  .max(320)
  .trim()
  .regex(/^[^\s@]{1,64}@[^\s@]{1,255}$/u, { message: 'Give an e-mail address like ann@acme.test', abort: true })
  .refine((email) => !holdsHidden(email), {
    message: 'An e-mail address holds no character that nobody can see',
    abort: true,
  })
  .refine(hasDomain, { message: 'What stands behind the @ is no domain' })
  .overwrite(writtenEmail)

/** True if both are one address, however they are written. */
export const isSameEmail = (one: string, other: string): boolean => normaliseEmail(one) === normaliseEmail(other)
