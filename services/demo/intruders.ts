import type { DeviceKind } from './deviceModels.ts'
import { makeDevice, type DemoDevice } from './devices.ts'
import { addressIn, type Atlas } from './networks.ts'
import { farFrom, type Person } from './people.ts'
import type { Chance } from './random.ts'
import { demoTenants } from './tenants.ts'

/** What intruders do, both in the written history and in the live traffic. */

export interface Intruder {
  device: DemoDevice
  address: string
}

/** Somebody far away from the victim with a device nobody has seen; null where no place is far enough. */
export const intruderOn = (
  victim: Person,
  kind: DeviceKind,
  { atlas, chance, newDeviceId }: { atlas: Atlas; chance: Chance; newDeviceId: () => string },
): Intruder | null => {
  const places = farFrom(atlas, victim.home)
  const app = demoTenants.find(({ slug }) => slug === victim.tenant)
  if (places.length === 0 || app === undefined) return null
  const place = chance.pick(places)
  const device = makeDevice(kind, { id: newDeviceId(), firstName: null, app, city: place.city }, chance)
  return { device, address: addressIn(chance.pick(place.networks), chance) }
}

const atWorkMs = 2 * 3_600_000

/** The person signed in so recently that a sign-in from another continent cannot be theirs. */
export const isAtWork = (person: Person, signedInAt: number, now: number): boolean =>
  person.kind !== 'traveller' && now - signedInAt < atWorkMs

/** How many passwords one address tries. */
export const guesses = (chance: Chance): number => chance.whole(15, 35)

/** How many wrong ones somebody tries who then finds the right one. */
export const guessesUntilRight = (chance: Chance): number => chance.whole(6, 9)

/** The e-mail address whose password is guessed: mostly a real person's, else one that looks real. */
export const guessedEmail = ({ email, tenant }: Person, chance: Chance): { email: string; isSomebodys: boolean } => {
  const isSomebodys = chance.happens(0.6)
  return { email: isSomebodys ? email : `${email.split('.')[0]}@${tenant}.test`, isSomebodys }
}
