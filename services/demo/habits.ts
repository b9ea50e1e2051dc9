import { addressIn, type Location } from './networks.ts'
import type { Person } from './people.ts'
import type { Chance } from './random.ts'

/** What the demo's people do, in the history that is written for them and while they are watched. */

/** As many are signed in at a time, each so long on average. */
export const liveSessions = 150
export const meanStayMinutes = 17
/** The shortest stay. */
export const leastStayMinutes = 3
/** Of all who leave, so many sign out; the others close the tab. */
const signOutShare = 0.92

export const stayMinutes = (chance: Chance): number =>
  leastStayMinutes + chance.wait(meanStayMinutes - leastStayMinutes)

export const willSignOut = (chance: Chance): boolean => chance.happens(signOutShare)

/** Where a traveller is, and who was just attacked, must not be contradicted by chance. */
export const mayCome = (person: Person, { isInside, isStruck }: { isInside: boolean; isStruck: boolean }): boolean =>
  person.kind !== 'traveller' && !isStruck && !isInside

/** Phones change networks on the way; desks do not. `share`: of the requests before which one does. */
export const nextAddress = (
  { address, roams }: { address: string; roams: Location | null },
  chance: Chance,
  share: number,
): string => (roams !== null && chance.happens(share) ? addressIn(chance.pick(roams.networks), chance) : address)
