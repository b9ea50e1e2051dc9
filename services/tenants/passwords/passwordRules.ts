import { readFileSync } from 'node:fs'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type PasswordOwner, withoutOwnWords } from './ownWords.ts'
import { isTrivialPattern } from './trivialPattern.ts'

/** NIST SP 800-63B-4 3.1.1.2: at least 8 characters, long ones allowed, no rules of composition, expected ones refused. */
const shortest = 8
const longest = 256

/** The most used passwords of public leaks with at least eight characters, lower case (SecLists, MIT). */
const common: ReadonlySet<string> = new Set(
  readFileSync(new URL('commonPasswords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
)

/** Equal passwords typed on different keyboards must hash equally: NFKC, see docs/decisions/0045. */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

const lengthOf = (text: string): number => Array.from(text).length

const withoutMarks = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Attackers who try `password1` also try `P@$sword-1!`, so both count as common. */
const isCommon = (password: string): boolean => {
  const lower = password.toLowerCase()
  const guesses = [lower, withoutMarks(lower), withoutMarks(lower.replaceAll('@', 'a').replaceAll('$', 's'))]
  return guesses.some((guess) => common.has(guess))
}

const namesThePerson = (password: string, email: string): boolean => {
  const lower = normaliseEmail(password)
  const address = normaliseEmail(email)
  return lower === address || lower === address.split('@')[0]
}

const withoutPunctuation = (text: string): string => text.replaceAll(/[\s!-/:-@[-`{-~]/g, '')

/** True if too little is left of the password without the words that its owner's name, address and tenant give. */
const isOfOwnWords = (password: string, owner: PasswordOwner): boolean => {
  const left = withoutOwnWords(password, owner)
  if (left === password.toLowerCase()) return false
  return lengthOf(withoutPunctuation(left)) < shortest || isCommon(left) || isTrivialPattern(left)
}

const mistakeIn = (password: string, owner: PasswordOwner): [code: string, message: string] | null => {
  const { minimumLength } = owner.tenant.policy?.passwords ?? defaultPolicy.passwords
  if (lengthOf(password) < minimumLength)
    return ['password-too-short', `A password has at least ${minimumLength} characters.`]
  if (lengthOf(password) > longest) return ['password-too-long', `A password has at most ${longest} characters.`]
  if (isCommon(password))
    return ['password-common', 'This is one of the passwords that are tried first. Choose another.']
  if (isTrivialPattern(password))
    return ['password-common', 'Repeats and rows of letters or keys are tried first. Choose another.']
  if (namesThePerson(password, owner.email))
    return ['password-is-email', 'The e-mail address is no password. Choose another.']
  if (isOfOwnWords(password, owner))
    return [
      'password-common',
      'Your name, your address, your organisation, “rollcall” and words that your organisation refuses are tried first. Add other words.',
    ]
  return null
}

/**
 * Refuses a new password that is too short or that is among the first to be tried.
 * @param path where the password stands in the request, e.g. `body.next`
 * @throws CodedError invalid-request
 */
export const allowPassword = (password: string, owner: PasswordOwner, path: string): void => {
  const mistake = mistakeIn(normalisePassword(password), owner)
  if (mistake === null) return
  const [code, message] = mistake
  throw new CodedError('invalid-request', { detail: message, errors: [{ path, code, message }] })
}
