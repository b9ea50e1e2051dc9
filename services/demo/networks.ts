import type { Place } from '#events/envelope.ts'
import type { Chance } from './random.ts'
import { cities, type City } from './cities.ts'

/** Answers where an address is; null where no geo file tells. */
export type Locate = (ip: string) => Place | null

/** A city with those of its networks that the geo file also puts there. */
export interface Location {
  city: City
  /** First three bytes of /24s, first three groups of /48s. */
  networks: readonly string[]
}

export interface Atlas {
  /** Without a geo file these hold addresses from the ranges for documentation (RFC 5737, RFC 3849), which have no place. */
  locations: readonly Location[]
  /** Whether events will have places. Without them no rule can notice that somebody travels. */
  located: boolean
}

/** Degrees within which an address counts as in the city, so that suburbs and airports do. */
const nearness = 0.8

const addressOf = (network: string, subnet: number, host: number): string =>
  network.includes(':') ? `${network}:${subnet.toString(16)}::${host.toString(16)}` : `${network}.${host}`

/** A host of the network; the same numbers give the same address. */
export const addressIn = (network: string, chance: Chance): string =>
  addressOf(network, chance.whole(1, 0xff), chance.whole(2, 250))

/** Whether the geo file puts the address into the city. Where only countries are kept, the right country is enough. */
const isThere = ({ country, lat, lon }: City, place: Place | null): boolean => {
  if (place?.country !== country) return false
  if (place.lat === null || place.lon === null) return true
  return Math.abs(place.lat - lat) < nearness && Math.abs(place.lon - lon) < nearness
}

const documentation = ['192.0.2', '198.51.100', '203.0.113']
const probe = (network: string): string => addressOf(network, 1, 9)

const nowhere = (): Location[] =>
  cities.map((city, index) => ({
    city,
    networks: [`2001:db8:${(index + 1).toString(16)}`, documentation[index % documentation.length]!],
  }))

/** Looks up every network in the geo file and leaves out those that it puts elsewhere. */
export const drawAtlas = (locate: Locate): Atlas => {
  const locations = cities
    .map((city) => ({ city, networks: city.networks.filter((network) => isThere(city, locate(probe(network)))) }))
    .filter(({ networks }) => networks.length > 0)
  if (locations.length === 0) return { locations: nowhere(), located: false }
  return {
    locations,
    located: locations.some(({ networks }) => (locate(probe(networks[0]!))?.accuracyKm ?? null) !== null),
  }
}
