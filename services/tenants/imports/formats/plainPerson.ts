import { fieldName } from '#events/files/readRecords.ts'
import { readHash } from '#services/tenants/passwords/imported/readHash.ts'
import { emailOf, type Fields, nameOf, passwordOf, type PersonLine, textOf, WrongLine, yesOrNo } from '../personLine.ts'

/** Columns of a table of people as they are commonly named, each by the field it is. Compared without case and punctuation. */
const known = {
  id: ['id', 'userid', 'sourceid', 'uuid', 'externalid'],
  email: ['email', 'emailaddress', 'mail'],
  name: ['name', 'fullname', 'displayname'],
  firstName: ['firstname', 'givenname'],
  lastName: ['lastname', 'familyname', 'surname'],
  roles: ['roles', 'role'],
  disabled: ['disabled', 'isdisabled', 'blocked', 'banned', 'locked'],
  active: ['active', 'isactive', 'enabled', 'isenabled'],
  password: ['passwordhash', 'passworddigest', 'hashedpassword', 'encryptedpassword', 'password'],
} as const

type Known = keyof typeof known
const fieldOfName = new Map<string, Known>(
  Object.entries(known).flatMap(([field, names]) => names.map((name): [string, Known] => [name, field as Known])),
)

const sorted = (row: Fields): Partial<Record<Known, unknown>> => {
  const found: Partial<Record<Known, unknown>> = {}
  for (const [name, value] of Object.entries(row)) {
    const field = fieldOfName.get(fieldName(name))
    if (field === undefined || value === '' || value === null) continue
    if (found[field] !== undefined) throw new WrongLine(`Two columns say what ${field} is: ${name} is one too many.`)
    found[field] = value
  }
  return found
}

const rolesOf = (roles: unknown): string[] => {
  const all: unknown[] = Array.isArray(roles) ? roles : (textOf(roles, 'roles') ?? '').split(/[,;| ]+/)
  return all.filter((role): role is string => typeof role === 'string' && role !== '')
}

const isDisabled = ({ disabled, active }: Partial<Record<Known, unknown>>): boolean =>
  yesOrNo(disabled, 'disabled') === true || yesOrNo(active, 'active') === false

/** A row of CSV or an object of NDJSON that names its fields itself: email, id, name, roles, disabled, password_hash. */
export const plainPerson = (row: Fields): PersonLine => {
  const found = sorted(row)
  const email = emailOf(found.email)
  const hash = textOf(found.password, 'The password hash', 2_000)
  const names = found.name === undefined ? [found.firstName, found.lastName] : [found.name]
  return {
    sourceId: textOf(found.id, 'The id', 200),
    email,
    name: nameOf(names, email),
    roles: rolesOf(found.roles),
    isDisabled: isDisabled(found),
    ...passwordOf(() => (hash === null ? null : readHash(hash))),
  }
}
