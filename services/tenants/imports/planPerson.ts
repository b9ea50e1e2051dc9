import { emailSchema, normaliseEmail } from '#events/text/emailAddress.ts'
import type { Role } from '#events/tenant/events.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { References } from '#services/ports/identity.ts'
import type { UserState } from '#services/tenants/people/userState.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'
import type { LineOutcome } from './importReport.ts'
import type { PeopleImport } from './importPeople.ts'
import { type PersonLine, WrongLine } from './personLine.ts'

export interface ImportWork extends UserWork {
  references: References
}

/** A line, and what is to be done with it. */
export interface PlannedPerson {
  line: number
  /** Null: the line tells of nobody. */
  person: PersonLine | null
  userId: string
  roles: readonly Role[]
  outcome: LineOutcome
}

interface ReadLine {
  line: number
  read: PersonLine | WrongLine
}

/**
 * The same id whenever a line of the same person comes again. The source's own id counts, since people change their
 * addresses.
 */
const userIdOf = ({ tenantId, source }: PeopleImport, { sourceId, email }: PersonLine): string =>
  sourceId === null
    ? derivedUuid('imported person by address', tenantId, normaliseEmail(email))
    : derivedUuid('imported person', tenantId, source, sourceId)

const rolesFor = ({ roles, roleMap }: PeopleImport, person: PersonLine): Role[] => [
  ...new Set([...roles, ...person.roles.flatMap((role) => roleMap.get(role) ?? [])]),
]

const already = { kind: 'already', warnings: [] } as const
const added = { kind: 'added', warnings: [] } as const
const completed = { kind: 'completed', warnings: [] } as const

const refusal = (code: 'invalid-request' | 'already-exists', message: string): LineOutcome => ({
  kind: 'refused',
  code,
  message,
})

const ofKnown = ({ email, password }: PersonLine, user: NonNullable<UserState['user']>, isOwnId: boolean) => {
  if (isOwnId && !user.forgotten && normaliseEmail(user.email) !== normaliseEmail(email))
    return refusal(
      'already-exists',
      'The person with this id has another e-mail address here. Where the ids come from another system, name it as the source.',
    )
  return password !== null && user.standing === 'registered' && !user.forgotten && user.secretId === null
    ? completed
    : already
}

/** Reads whether the person is there: by the id that the source gives, then by the address. */
export const planPerson = async (
  work: ImportWork,
  order: PeopleImport,
  { line, read }: ReadLine,
): Promise<PlannedPerson> => {
  const nobody = { line, person: null, userId: '', roles: [] }
  if (read instanceof WrongLine) return { ...nobody, outcome: refusal('invalid-request', read.message) }
  const email = emailSchema.safeParse(read.email)
  if (!email.success)
    return { ...nobody, outcome: refusal('invalid-request', email.error.issues[0]?.message ?? 'No e-mail address.') }
  const person = { ...read, email: email.data }
  const planned = { line, person, userId: userIdOf(order, person), roles: rolesFor(order, person) }
  const { user } = (await work.memory.users.readOn(order.tenantId, planned.userId)).state
  if (user !== null) return { ...planned, outcome: ofKnown(person, user, true) }
  const owner = await work.directory.personByEmail(order.tenantId, person.email)
  if (owner === null || owner.forgotten || owner.standing === 'gone') return { ...planned, outcome: added }
  return { ...planned, userId: owner.userId, outcome: ofKnown(person, owner, false) }
}
