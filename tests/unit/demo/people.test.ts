import { describe, expect, it } from 'vitest'
import type { Place } from '#events/envelope.ts'
import { parseAddress } from '#events/addresses.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { openGeoFiles } from '#services/context/geoFiles.ts'
import { cities } from '#services/demo/cities.ts'
import { addressIn, drawAtlas, type Locate } from '#services/demo/networks.ts'
import { farFrom, makePeople } from '#services/demo/people.ts'
import { seededChance } from '#services/demo/random.ts'
import { demoTenants } from '#services/demo/tenants.ts'

const bundled = await openGeoFiles({ placeDetail: 'city' }, () => undefined)
const nowhere: Locate = () => null
const place = (country: string, lat: number, lon: number): Place => ({
  country,
  region: null,
  city: null,
  lat,
  lon,
  accuracyKm: 50,
  source: 'test',
})

/** A geo file that knows every city's first two networks, and puts a third one elsewhere. */
const known: Locate = (ip) => {
  for (const { country, lat, lon, networks } of cities) {
    const [one, two, three] = networks.map((network) => `${network}${network.includes(':') ? ':' : '.'}`)
    if (ip.startsWith(one!) || ip.startsWith(two!)) return place(country, lat, lon)
    if (ip.startsWith(three!)) return place('AQ', -90, 0)
  }
  return null
}

/** The same under a setting that keeps countries only. */
const countries: Locate = (ip) => {
  const found = known(ip)
  return found === null ? null : { ...found, lat: null, lon: null, accuracyKm: null }
}

const facts = (seed: number) =>
  makePeople(seededChance(seed), drawAtlas(nowhere)).map(
    ({ tenant, email, name, kind, home, office, flat, desk, pocket, tool }) => ({
      tenant,
      email,
      name,
      kind,
      home: home.city.name,
      office,
      flat,
      desk,
      pocket,
      tool,
    }),
  )

describe("the demo's people", () => {
  it('are the same for the same seed, and others for another', () => {
    expect(facts(7)).toEqual(facts(7))
    expect(facts(8)).not.toEqual(facts(7))
  })

  it('are about three hundred in three tenants, of every kind, no two with one address', () => {
    const people = facts(7)
    expect(people).toHaveLength(demoTenants.reduce((sum, tenant) => sum + tenant.people, 0))
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length)
    expect(new Set(people.map(({ tenant }) => tenant))).toEqual(new Set(['acme', 'globex', 'initech']))
    expect(new Set(people.map(({ kind }) => kind))).toEqual(new Set(['office', 'mobile', 'nightShift', 'traveller']))
    const devices = people.flatMap(({ desk, pocket }) => [desk.said.id, pocket.said.id])
    expect(new Set(devices).size).toBe(devices.length)
  })

  it('come from addresses', () => {
    for (const { office, flat } of facts(7)) {
      expect(parseAddress(office)?.text).toBe(office)
      expect(parseAddress(flat)?.text).toBe(flat)
    }
  })
})

describe('the atlas', () => {
  it('uses a network only where the geo file puts it in its city', () => {
    const { locations, located } = drawAtlas(known)
    expect(located).toBe(true)
    expect(locations).toHaveLength(cities.length)
    for (const { city, networks } of locations) expect(networks).toEqual(city.networks.slice(0, 2))
  })

  it.skipIf(bundled.places === null)('is whole with the geo file of the optional package', () => {
    const build = contextBuilder(bundled, 'city')
    const { locations } = drawAtlas((ip) => build({ ip, userAgent: null, clientId: null }).place)
    expect(locations.map(({ city, networks }) => [city.name, networks.length >= 6])).toEqual(
      cities.map(({ name }) => [name, true]),
    )
  })

  it('uses the right country where the setting keeps no more, and knows that nobody can be seen to travel', () => {
    const { locations, located } = drawAtlas(countries)
    expect(located).toBe(false)
    expect(locations.map(({ networks }) => networks.length)).toEqual(cities.map(() => 2))
  })

  it('falls back to the ranges for documentation where no file knows a place', () => {
    const { locations, located } = drawAtlas(nowhere)
    expect(located).toBe(false)
    for (const { networks } of locations)
      for (const network of networks) {
        const address = addressIn(network, seededChance(1))
        expect(address).toMatch(/^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:)/)
      }
  })

  it('knows which cities nobody reaches within an hour', () => {
    const { locations } = drawAtlas(known)
    const berlin = locations.find(({ city }) => city.name === 'Berlin')!
    const far = farFrom({ locations, located: true }, berlin).map(({ city }) => city.name)
    expect(far).toContain('Tokyo')
    expect(far).not.toContain('Hamburg')
    expect(far).not.toContain('London')
  })
})
