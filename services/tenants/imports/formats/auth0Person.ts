import { readHash } from '#services/tenants/passwords/imported/readHash.ts'
import { emailOf, type Fields, nameOf, passwordOf, type PersonLine, textOf, yesOrNo } from '../personLine.ts'

/**
 * A line of a bulk user export (https://auth0.com/docs/manage-users/user-migration/bulk-user-exports), or of the export of password
 * hashes that support makes (https://support.auth0.com/center/s/article/How-to-Use-the-Password-Hashes-Export-from-Auth0): the first has
 * `user_id`, the second `_id.$oid` or `alt_id`, of which `auth0|` makes the same id.
 */
const object = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

const sourceIdOf = (user: Fields): string | null => {
  const whole = textOf(user['user_id'], 'user_id', 200)
  if (whole !== null) return whole
  const own = textOf(user['alt_id'], 'alt_id', 180) ?? textOf(object(user['_id'])['$oid'], '_id', 180)
  return own === null ? null : `auth0|${own}`
}

const identifier = (identifiers: unknown): unknown =>
  Array.isArray(identifiers) ? identifiers.map(object).find(({ type }) => type === 'email')?.['value'] : undefined

const namesOf = ({ name, given_name: given, family_name: family, nickname }: Fields): unknown[] => {
  // Auth0 gives whoever has no name their address as one.
  if (typeof name === 'string' && name.trim() !== '') return [name]
  return given === undefined && family === undefined ? [nickname] : [given, family]
}

export const auth0Person = (user: Fields): PersonLine => {
  const email = emailOf(user['email'] ?? identifier(user['identifiers']))
  const hash = textOf(user['passwordHash'] ?? user['password_hash'], 'passwordHash', 2_000)
  return {
    sourceId: sourceIdOf(user),
    email,
    name: nameOf(namesOf(user), email),
    roles: [],
    isDisabled: yesOrNo(user['blocked'], 'blocked') === true,
    ...passwordOf(() => (hash === null ? null : readHash(hash))),
  }
}
