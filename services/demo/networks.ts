import type { Place } from '#events/envelope.ts'
import type { Chance } from './random.ts'
import { cities, type City } from './cities.ts'

/** Says where an address is; null where no geo file does. */
export type Locate = (ip: string) => Place | null

/** A city with the networks that the geo file itself puts there. */
export interface Location {
  city: City
  /** First three bytes of /24s, first three groups of /48s. */
  networks: readonly string[]
}

export interface Atlas {
  locations: readonly Location[]
  /** False: no geo file. Addresses are from the ranges for documentation (RFC 5737, RFC 3849) and have no places. */
  located: boolean
}

/** Degrees: suburbs and airports count as their city. */
const nearness = 0.8

const addressOf = (network: string, subnet: number, host: number): string =>
  network.includes(':') ? `${network}:${subnet.toString(16)}::${host.toString(16)}` : `${network}.${host}`

/** A host of the network; the same numbers give the same address. */
export const addressIn = (network: string, chance: Chance): string =>
  addressOf(network, chance.whole(1, 0xff), chance.whole(2, 250))

const isThere = (city: City, place: Place | null): boolean =>
  place !== null &&
  place.country === city.country &&
  place.lat !== null &&
  place.lon !== null &&
  Math.abs(place.lat - city.lat) < nearness &&
  Math.abs(place.lon - city.lon) < nearness

const documentation = ['192.0.2', '198.51.100', '203.0.113']

/** Asks the geo file about every network it is said to hold; what it puts elsewhere is left out. */
export const drawAtlas = (locate: Locate): Atlas => {
  const locations = cities
    .map((city) => ({ city, networks: city.networks.filter((net) => isThere(city, locate(addressOf(net, 1, 9)))) }))
    .filter(({ networks }) => networks.length > 0)
  if (locations.length >= 3) return { locations, located: true }
  const unlocated = cities.map((city, index) => ({
    city,
    networks: [`2001:db8:${(index + 1).toString(16)}`, documentation[index % documentation.length]!],
  }))
  return { locations: unlocated, located: false }
}
