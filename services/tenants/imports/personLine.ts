import { writtenEmail } from '#events/text/emailAddress.ts'
import { HashNotTaken, type ImportedHash } from '#services/tenants/passwords/imported/importedHash.ts'

/** A person as a line of a file tells of them, whatever system wrote it. */
export interface PersonLine {
  /** The id that the source gave the person. Null: it gave none, and the address stands for it. */
  sourceId: string | null
  email: string
  name: string
  /** As the source calls them. */
  roles: readonly string[]
  isDisabled: boolean
  password: ImportedHash | null
  /** What is left behind, for whoever imports. */
  warnings: readonly string[]
}

export type Fields = Readonly<Record<string, unknown>>

/** A line that tells of nobody who could be added. */
export class WrongLine extends Error {}

const hidden = /[\p{Cc}\p{Cs}]/u

/** A text of a field; null where there is none. @throws WrongLine */
export const textOf = (value: unknown, what: string, most = 1_000): string | null => {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' && typeof value !== 'number') throw new WrongLine(`${what} is not a text.`)
  const text = String(value).trim()
  if (text === '') return null
  if (hidden.test(text)) throw new WrongLine(`${what} holds a character that nobody can see.`)
  if (text.length > most) throw new WrongLine(`${what} has more than ${most} characters.`)
  return text
}

/** @throws WrongLine */
export const emailOf = (value: unknown): string => {
  const email = textOf(value, 'The e-mail address', 320)
  if (email === null) throw new WrongLine('There is no e-mail address, which people sign in with here.')
  return email
}

const longestName = 200

/** The address where no name is given: every person is shown by one. */
export const nameOf = (parts: readonly unknown[], email: string): string => {
  const given = parts.map((part) => textOf(part, 'The name')).filter((part) => part !== null)
  return (given.length === 0 ? writtenEmail(email) : given.join(' ')).slice(0, longestName)
}

const yes = new Set(['true', 't', 'yes', 'y', '1', 'on'])
const no = new Set(['false', 'f', 'no', 'n', '0', 'off', ''])

/** As databases and spreadsheets write it; null where there is nothing. @throws WrongLine */
export const yesOrNo = (value: unknown, what: string): boolean | null => {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'boolean') return value
  const text = String(value).trim().toLowerCase()
  if (yes.has(text)) return true
  if (no.has(text)) return false
  throw new WrongLine(`${what} is neither true nor false.`)
}

/** A hash that cannot be taken costs the person the password, not the place: a reset link gives a new one. */
export const passwordOf = (read: () => ImportedHash | null): Pick<PersonLine, 'password' | 'warnings'> => {
  try {
    return { password: read(), warnings: [] }
  } catch (error) {
    if (!(error instanceof HashNotTaken)) throw error
    return { password: null, warnings: [`${error.message} The person comes without a password.`] }
  }
}
