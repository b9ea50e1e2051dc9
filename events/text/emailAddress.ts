import { z } from 'zod'

/**
 * The form in which two spellings of an address are the same: NFKC, trimmed, lower case. RFC 5321 lets the local part
 * be case-sensitive; no provider people use makes it so, and two accounts that differ in case only would be a trap.
 */
export const normaliseEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase()

/** One @, something on both sides, no blanks. A stricter pattern would prove nothing: only a mail shows that the mailbox exists. */
export const emailSchema = z
  .string()
  .max(320)
  .regex(/^[^\s@]{1,64}@[^\s@]{1,255}$/u, { message: 'Give an e-mail address like ann@acme.test' })
