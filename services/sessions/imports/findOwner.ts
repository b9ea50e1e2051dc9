import { type Clock, instant } from '#services/ambient/clock.ts'
import type { Origin } from '#services/commands/envelope.ts'
import type { Directory, Person, References } from '#services/ports/identity.ts'
import { maySignIn } from './maySignIn.ts'
import type { SessionLine } from './sessionLine.ts'
import type { SessionOutcome } from './sessionReport.ts'

export interface FindingOwners {
  clock: Clock
  directory: Pick<Directory, 'personByEmail'>
  references: References
}

interface Where {
  tenantId: string
  clientId: string
  isDry: boolean
}

export type Owner = { person: Person; maySignIn: boolean } | { refused: SessionOutcome }

const unknown = (message: string): Owner => ({ refused: { kind: 'refused', code: 'person-unknown', message } })

/** Whose session a row is: by the application's own id of the person, else by the address. Asks once for each person of a batch. */
export const findOwner = ({ clock, directory, references }: FindingOwners, where: Where, origin: Origin) => {
  const { tenantId, clientId, isDry } = where
  const found = new Map<string, Promise<Owner>>()

  const byEmail = async (email: string): Promise<Owner> => {
    const person = await directory.personByEmail(tenantId, email)
    if (person === null) return unknown('Nobody in this tenant has this e-mail address. Import the people first.')
    return { person, maySignIn: maySignIn(person, instant(clock)) }
  }

  const find = async ({ userRef, email }: SessionLine): Promise<Owner> => {
    if (userRef === null) return email === null ? unknown('The row names nobody.') : byEmail(email)
    const reference = { tenantId, clientId, userRef }
    const person = await references.personOf(reference)
    if (person !== null) return { person, maySignIn: maySignIn(person, instant(clock)) }
    const address = email ?? (userRef.includes('@') ? userRef : null)
    if (address === null)
      return unknown(
        'Nobody has this id. Import the people with this application first, or add a column with addresses.',
      )
    const owner = await byEmail(address)
    if ('refused' in owner || isDry || !owner.maySignIn) return owner
    const tied = await references.tie(reference, owner.person, origin)
    return { person: tied, maySignIn: maySignIn(tied, instant(clock)) }
  }

  return (line: SessionLine): Promise<Owner> => {
    const key = JSON.stringify([line.userRef, line.email])
    const known = found.get(key) ?? find(line)
    found.set(key, known)
    return known
  }
}
