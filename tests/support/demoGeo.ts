import { blockOf } from '#events/addresses.ts'
import type { AddressFile } from '#services/context/addressFile.ts'
import type { GeoFiles } from '#services/context/geoFiles.ts'
import { cities } from '#services/demo/cities.ts'

const records = new Map(
  cities.flatMap(({ networks, name, country, lat, lon }) =>
    networks.map((network) => {
      const block = network.includes(':') ? `${network}::`.replace(':0::', '::') : `${network}.0`
      return [block, { country_code: country, city: name, latitude: lat, longitude: lon }]
    }),
  ),
)

const file: AddressFile = {
  source: "the demo's own table",
  find: (address) => records.get(blockOf(address, address.family === 4 ? 24 : 48).split('/')[0]!) ?? null,
}

/** A geo file that knows the demo's networks and nothing else. */
export const demoGeo: GeoFiles = { places: { 4: file, 6: file }, operators: null }
