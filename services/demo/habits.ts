import { addressIn, type Location } from './networks.ts'
import type { Person } from './people.ts'
import type { Chance } from './random.ts'

/** What the demo's people do, both in the written history and in the live traffic. */

/** How many sessions are live at a time, and how long each lasts on average. */
export const liveSessions = 150
export const meanStayMinutes = 17
/** The shortest stay. */
export const leastStayMinutes = 3
/** The share of people who sign out when they leave; the others close the tab. */
const signOutShare = 0.92

export const stayMinutes = (chance: Chance): number =>
  leastStayMinutes + chance.wait(meanStayMinutes - leastStayMinutes)

export const willSignOut = (chance: Chance): boolean => chance.happens(signOutShare)

/** Whether a person may arrive by chance. Travellers and attacked people may not: their own stories say where they are. */
export const mayCome = (person: Person, { isInside, isStruck }: { isInside: boolean; isStruck: boolean }): boolean =>
  person.kind !== 'traveller' && !isStruck && !isInside

/** The address of the next request. Phones change networks, desks do not. `share`: of the requests that come from a new network. */
export const nextAddress = (
  { address, roams }: { address: string; roams: Location | null },
  chance: Chance,
  share: number,
): string => (roams !== null && chance.happens(share) ? addressIn(chance.pick(roams.networks), chance) : address)
