import { readFileSync } from 'node:fs'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { CodedError } from '#services/ports/errors.ts'

/** NIST SP 800-63B 5.1.1.2: at least 8 characters, long ones allowed, no rules of composition, common ones refused. */
const shortest = 8
const longest = 256

/** The most used passwords of public leaks with at least eight characters, lower case (SecLists, MIT). */
const common: ReadonlySet<string> = new Set(
  readFileSync(new URL('commonPasswords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
)

/** Equal passwords typed on different keyboards must hash equally (NIST SP 800-63B 5.1.1.2: NFKC). */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

const withoutMarks = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Attackers who try `password1` also try `P@$sword-1!`, so both count as common. */
const isCommon = (password: string): boolean => {
  const lower = password.toLowerCase()
  const guesses = [lower, withoutMarks(lower), withoutMarks(lower.replaceAll('@', 'a').replaceAll('$', 's'))]
  return guesses.some((guess) => common.has(guess)) || /^(.)\1*$/u.test(lower)
}

const namesThePerson = (password: string, email: string): boolean => {
  const lower = normaliseEmail(password)
  const address = normaliseEmail(email)
  return lower === address || lower === address.split('@')[0]
}

const mistakeIn = (password: string, email: string): [code: string, message: string] | null => {
  const { length } = Array.from(password)
  if (length < shortest) return ['password-too-short', `A password has at least ${shortest} characters.`]
  if (length > longest) return ['password-too-long', `A password has at most ${longest} characters.`]
  if (isCommon(password))
    return ['password-common', 'This is one of the passwords that are tried first. Choose another.']
  if (namesThePerson(password, email))
    return ['password-is-email', 'The e-mail address is no password. Choose another.']
  return null
}

/**
 * Refuses a new password that is too short, too common or the person's own address.
 * @param path where the password stands in the request, e.g. `body.next`
 * @throws CodedError invalid-request
 */
export const allowPassword = (password: string, email: string, path: string): void => {
  const mistake = mistakeIn(normalisePassword(password), email)
  if (mistake === null) return
  const [code, message] = mistake
  throw new CodedError('invalid-request', { detail: message, errors: [{ path, code, message }] })
}
