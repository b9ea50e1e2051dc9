import type { DeviceKind } from './deviceModels.ts'
import { type DemoDevice, makeDevice } from './devices.ts'
import { firstNames, lastNames } from './names.ts'
import { addressIn, type Atlas, type Location } from './networks.ts'
import type { Chance } from './random.ts'
import { type DemoTenant, demoTenants } from './tenants.ts'

type PersonKind = 'office' | 'mobile' | 'nightShift' | 'traveller'

/** Somebody who signs in. Name, devices, home and habits are the same at every start. */
export interface Person {
  tenant: string
  email: string
  name: string
  kind: PersonKind
  home: Location
  /** Stable addresses: the employer's network and the person's own. */
  office: string
  flat: string
  desk: DemoDevice
  pocket: DemoDevice
  /** A command-line tool, for people who use one. */
  tool: DemoDevice | null
  /** The source of chance for the person's plans. */
  chance: Chance
}

const kinds: readonly PersonKind[] = [
  'office',
  'office',
  'office',
  'office',
  'office',
  'mobile',
  'mobile',
  'mobile',
  'nightShift',
  'traveller',
]

const locationOf = (atlas: Atlas, name: string): Location =>
  atlas.locations.find(({ city }) => city.name === name) ?? atlas.locations[0]!

/** Most live in the first city, fewer in each further one. */
const homeOf = (tenant: DemoTenant, atlas: Atlas, chance: Chance): Location => {
  const place = Math.min(tenant.homes.length - 1, Math.floor(chance.wait(tenant.homes.length / 3)))
  return locationOf(atlas, tenant.homes[place]!)
}

const namesOf = (chance: Chance, count: number): string[] => {
  const names = new Set<string>()
  while (names.size < count) names.add(`${chance.pick(firstNames)} ${chance.pick(lastNames)}`)
  return [...names]
}

const personOf = (tenant: DemoTenant, atlas: Atlas, name: string, chance: Chance): Person => {
  const home = homeOf(tenant, atlas, chance)
  const kind = chance.pick(kinds)
  const owner = { id: `${name} of ${tenant.slug}`, firstName: name.split(' ')[0]!, app: tenant, city: home.city }
  const device = (of: DeviceKind) => makeDevice(of, owner, chance)
  return {
    tenant: tenant.slug,
    email: `${name.toLowerCase().replace(' ', '.')}@${tenant.slug}.test`,
    name,
    kind,
    home,
    office: addressIn(home.networks[0]!, chance),
    flat: addressIn(chance.pick(home.networks), chance),
    desk: device(kind === 'nightShift' && chance.happens(0.4) ? 'tablet' : 'desktop'),
    pocket: device(chance.happens(0.85) ? 'phone' : 'tablet'),
    tool: kind === 'office' && chance.happens(0.15) ? device('terminal') : null,
    chance,
  }
}

/** Makes all people of the demo, tenant by tenant. */
export const makePeople = (seed: Chance, atlas: Atlas): Person[] =>
  demoTenants.flatMap((tenant) => {
    const chance = seed.fork(tenant.slug)
    return namesOf(chance, tenant.people).map((name) => personOf(tenant, atlas, name, chance.fork(name)))
  })

/** Cities far enough from the person's home that nobody gets there within an hour. */
export const farFrom = (atlas: Atlas, from: Location): Location[] =>
  atlas.locations.filter(({ city }) => {
    const { lat, lon } = from.city
    return city.country !== from.city.country && Math.hypot(city.lat - lat, city.lon - lon) > 40
  })
