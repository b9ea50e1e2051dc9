import type { Network, Place } from '#events/envelope.ts'
import { remembered } from './remembered.ts'
import { blockOf, parseAddress, type Address } from '#events/addresses.ts'
import { carriedAddress, countedAddress } from '#events/carriedAddress.ts'
import type { AddressFile } from './addressFile.ts'
import { countryOnly } from '#events/tenant/policy/placeDetail.ts'
import { placelessAddresses } from './addressSet.ts'
import type { GeoFiles, PlaceDetail } from './geoFiles.ts'
import { geoRecord, operatorName, type GeoRecord } from './geoRecord.ts'

export interface Whereabouts {
  /** Canonical text; null when what was given is no address. */
  ip: string | null
  place: Place | null
  network: Network | null
}

/** Kilometres assumed around a city where the file gives no radius. */
const cityRadiusKm = 50
const rememberedAddresses = 10_000

/** Without city and region a record's coordinates are the middle of its country, where nobody is, so they are dropped. */
const cityPlace = (record: GeoRecord, source: string): Place => {
  if (record.city === null && record.region === null) return countryOnly({ ...record, source })
  const located = record.lat !== null && record.lon !== null
  const { country, region, city, lat, lon } = record
  const accuracyKm = record.radius ?? (city === null ? null : cityRadiusKm)
  return {
    country,
    region,
    city,
    source,
    ...(located ? { lat, lon, accuracyKm } : { lat: null, lon: null, accuracyKm: null }),
  }
}

/** The address carries an IPv4 address that cannot be read or might be made up, so nobody knows where it is. */
const isUncertain = (address: Address): boolean => carriedAddress(address).kind === 'uncertain'

const find = (file: AddressFile, address: Address): unknown => {
  try {
    return file.find(address)
  } catch {
    // A record deep inside the file is damaged. The address then has no place, and no request fails for it.
    return null
  }
}

const placeOf = (files: GeoFiles, detail: PlaceDetail, address: Address): Place | null => {
  if (files.places === null || detail === 'off' || placelessAddresses.has(address) || isUncertain(address)) return null
  const file = files.places[address.family]
  const record = geoRecord(find(file, address))
  if (record.country === null) return null
  return detail === 'country' ? countryOnly({ ...record, source: file.source }) : cityPlace(record, file.source)
}

const networkOf = ({ operators }: GeoFiles, address: Address): Network => {
  const operator = operators === null || isUncertain(address) ? null : operatorName(find(operators, address))
  if (operator !== null) return { name: operator, kind: 'operator' }
  return { name: blockOf(address, address.family === 4 ? 24 : 48), kind: 'prefix' }
}

/** Tells where an address is, in the detail that the setting allows. A place is not even looked up where the setting is off. */
export const whereabouts = (files: GeoFiles, detail: PlaceDetail): ((ip: string) => Whereabouts) =>
  remembered(rememberedAddresses, (ip) => {
    const given = parseAddress(ip)
    if (given === null) return { ip: null, place: null, network: null }
    const address = countedAddress(given)
    return { ip: address.text, place: placeOf(files, detail, address), network: networkOf(files, address) }
  })
