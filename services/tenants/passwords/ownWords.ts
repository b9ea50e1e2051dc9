import type { Policy } from '#events/tenant/policy/sections.ts'
import { writtenEmail } from '#events/text/emailAddress.ts'

/** The person who chooses a password, and the tenant it is for. */
export interface PasswordOwner {
  email: string
  name: string
  /** `policy` absent: the tenant is being made and has no rules of its own yet. */
  tenant: { slug: string; name: string; policy?: Partial<Pick<Policy, 'passwords'>> | undefined }
}

const product = 'rollcall'
/** Shorter words stand in too many others. */
const shortest = 3

/** What people write instead of a letter. */
const instead: Readonly<Record<string, string>> = {
  a: '4@',
  b: '8',
  e: '3',
  g: '9',
  i: '1!|',
  l: '1|',
  o: '0',
  s: '5$',
  t: '7+',
  z: '2',
}

/** In the form that passwords are compared in, because a name may be stored in another composition or in full width. */
const wordsIn = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)

const wordsOf = ({ email, name, tenant }: PasswordOwner): string[] => {
  const refused = tenant.policy?.passwords?.refusedWords ?? []
  const words = [product, ...[writtenEmail(email), name, tenant.slug, tenant.name, ...refused].flatMap(wordsIn)]
  return [...new Set(words)].filter((word) => Array.from(word).length >= shortest).sort((a, b) => b.length - a.length)
}

const patternOf = (word: string): string => Array.from(word, (letter) => `[${letter}${instead[letter] ?? ''}]`).join('')

/** The password, in lower case, without the words that the tenant refuses and that whoever knows person and tenant would try; @ and 3 stand for a and e. */
export const withoutOwnWords = (password: string, owner: PasswordOwner): string =>
  password.toLowerCase().replaceAll(new RegExp(wordsOf(owner).map(patternOf).join('|'), 'gu'), '')
