import type { LimitFunction } from 'p-limit'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import { claimEmail } from '#services/tenants/claims/claimEmail.ts'
import { keeperRole } from '#services/tenants/keepers.ts'
import { decideUser, type UserCommand } from '#services/tenants/people/decideUser.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { LineOutcome } from './importReport.ts'
import type { PeopleImport } from './importPeople.ts'
import type { ImportWork, PlannedPerson } from './planPerson.ts'

interface Batch {
  planned: readonly PlannedPerson[]
  origin: Origin
  limit: LimitFunction
}

type Wanted = PlannedPerson & { person: NonNullable<PlannedPerson['person']> }

const isWanted = (planned: PlannedPerson): planned is Wanted =>
  planned.person !== null && (planned.outcome.kind === 'added' || planned.outcome.kind === 'completed')

/** What a line is refused for; anything else stops the import. */
const refusedLine = (error: unknown): LineOutcome => {
  const codes = ['already-exists', 'quota-reached', 'invalid-request']
  if (!(error instanceof CodedError) || !codes.includes(error.code)) throw error
  return { kind: 'refused', code: error.code, message: error.message }
}

/** Runs a step for each wanted line; a line that is refused is wanted no more. */
const each = (
  planned: readonly PlannedPerson[],
  limit: LimitFunction,
  step: (one: Wanted) => Promise<unknown>,
): Promise<PlannedPerson[]> =>
  Promise.all(
    planned.map(async (one) => {
      if (!isWanted(one)) return one
      try {
        await limit(() => step(one))
        return one
      } catch (error) {
        return { ...one, outcome: refusedLine(error) }
      }
    }),
  )

const isNew = ({ outcome }: PlannedPerson): boolean => outcome.kind === 'added'

/** All roles of the batch in one append. A tenant that has no room for all of them takes one after the other. */
const giveRoles = async (
  { keepers }: ImportWork,
  { tenantId }: PeopleImport,
  { planned, origin }: Batch,
): Promise<PlannedPerson[]> => {
  const add = (members: readonly PlannedPerson[]) =>
    members.length === 0
      ? Promise.resolve()
      : keepers.addMembers({ tenantId, members: members.map(({ userId, roles }) => ({ userId, roles })) }, origin)
  try {
    await add(planned.filter(isNew))
    return [...planned]
  } catch (error) {
    refusedLine(error)
  }
  const done: PlannedPerson[] = []
  for (const one of planned)
    done.push(
      isNew(one)
        ? await add([one]).then(
            () => one,
            (error: unknown) => ({ ...one, outcome: refusedLine(error) }),
          )
        : one,
    )
  return done
}

const storedHashes = async (
  { passwords }: ImportWork,
  { tenantId }: PeopleImport,
  planned: readonly PlannedPerson[],
): Promise<ReadonlyMap<PlannedPerson, string>> => {
  const withHash = planned
    .filter(isWanted)
    .flatMap((one) => (one.person.password === null ? [] : [{ one, userId: one.userId, hash: one.person.password }]))
  if (withHash.length === 0) return new Map()
  const ids = await passwords.storeImported(tenantId, withHash)
  return new Map(withHash.map(({ one }, index) => [one, ids[index]!]))
}

/**
 * Claims the addresses, gives the roles, then registers the people. In this order, because a repeat after a crash comes to
 * those who do not exist, whatever they were given, and to nobody from whom roles were taken later.
 */
export const addPeople = async (work: ImportWork, order: PeopleImport, batch: Batch): Promise<PlannedPerson[]> => {
  const { tenantId, clientId } = order
  const { origin, limit } = batch
  const handle = (userId: string, command: UserCommand) =>
    work.memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideUser(command, state)))

  const claimed = await each(batch.planned, limit, async (one) => {
    if (isNew(one)) await claimEmail(work, { tenantId, userId: one.userId, email: one.person.email }, origin)
  })
  const members = await giveRoles(work, order, { ...batch, planned: claimed })
  const hashes = await storedHashes(work, order, members)
  return each(members, limit, async (one) => {
    const { userId, roles, person } = one
    const secretId = hashes.get(one) ?? null
    if (!isNew(one)) {
      if (secretId !== null) await handle(userId, { type: 'AdoptCredential', secretId, replaces: null })
      return
    }
    const { email, name, isDisabled, sourceId } = person
    await handle(userId, { type: 'ImportUser', userId, email, name, secretId, isDisabled })
    if (isDisabled && roles.includes(keeperRole(tenantId)))
      await work.keepers.setAsideAdmin({ tenantId, userId }, origin)
    const known = clientId === null || sourceId === null ? null : await work.directory.person(tenantId, userId)
    if (clientId !== null && sourceId !== null && known !== null)
      await work.references.tie({ tenantId, clientId, userRef: sourceId }, known, origin)
  })
}
