import {
  allowedHash,
  type ImportedHash,
  type Pbkdf2Digest,
  unknownHash,
} from '#services/tenants/passwords/imported/importedHash.ts'
import { emailOf, type Fields, nameOf, passwordOf, type PersonLine, textOf, yesOrNo } from '../personLine.ts'

/**
 * `users[]` of a realm export (`kc.sh export`), Keycloak's `UserRepresentation`. Each credential has two texts of JSON: `secretData`
 * with value and salt, `credentialData` with algorithm, iterations and further parameters, whose values are arrays of texts.
 * https://www.keycloak.org/server/importExport, PasswordCredentialModel and Argon2Parameters in its source.
 */
const digests: Readonly<Record<string, Pbkdf2Digest>> = {
  pbkdf2: 'sha1',
  'pbkdf2-sha256': 'sha256',
  'pbkdf2-sha512': 'sha512',
}

const object = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const inside = (text: unknown): Fields => {
  if (typeof text !== 'string') return object(text)
  try {
    return object(JSON.parse(text))
  } catch {
    throw unknownHash()
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const first = (value: unknown): string => text(Array.isArray(value) ? value[0] : value)
const withoutPadding = (base64: string): string => base64.replaceAll('=', '')

/** Keycloak says 1.3 for what others call version 19. */
const argon2 = (value: string, salt: string, { hashIterations, additionalParameters }: Fields): ImportedHash => {
  const given = object(additionalParameters)
  if (!['1.3', ''].includes(first(given['version']))) throw unknownHash()
  const parameters = `m=${first(given['memory'])},t=${Number(hashIterations)},p=${first(given['parallelism'])}`
  const phc = `$argon2${first(given['type']) || 'id'}$v=19$${parameters}$${withoutPadding(salt)}$${withoutPadding(value)}`
  return allowedHash({ kind: 'argon2', phc })
}

const hashOf = (credential: Fields): ImportedHash => {
  const secret = inside(credential['secretData'])
  const data = inside(credential['credentialData'])
  const [value, salt, algorithm] = [text(secret['value']), text(secret['salt']), text(data['algorithm'])]
  if (algorithm === 'argon2') return argon2(value, salt, data)
  const digest = digests[algorithm]
  if (digest === undefined) throw unknownHash()
  return allowedHash({ kind: 'pbkdf2', digest, iterations: Number(data['hashIterations']), salt, hash: value })
}

const passwordCredential = (credentials: unknown): Fields | undefined =>
  Array.isArray(credentials) ? credentials.map(object).find(({ type }) => type === 'password') : undefined

const others = (credentials: unknown): boolean =>
  Array.isArray(credentials) && credentials.map(object).some(({ type }) => type !== 'password')

const named = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** Realm roles by their name, roles of a client as `client/role`, groups by their path. */
const rolesOf = ({ realmRoles, clientRoles, groups }: Fields): string[] => [
  ...named(realmRoles),
  ...Object.entries(object(clientRoles)).flatMap(([client, roles]) => named(roles).map((role) => `${client}/${role}`)),
  ...named(groups),
]

export const keycloakPerson = (user: Fields): PersonLine => {
  const email = emailOf(user['email'])
  const { password, warnings } = passwordOf(() => {
    const credential = passwordCredential(user['credentials'])
    return credential === undefined ? null : hashOf(credential)
  })
  return {
    sourceId: textOf(user['id'], 'The id', 200),
    email,
    name: nameOf([user['firstName'], user['lastName']], email),
    roles: rolesOf(user),
    isDisabled: yesOrNo(user['enabled'], 'enabled') === false,
    password,
    warnings: [...warnings, ...(others(user['credentials']) ? ['Second factors are not taken over.'] : [])],
  }
}
