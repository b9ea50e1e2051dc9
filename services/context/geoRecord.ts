/** What a geo file says of an address, whatever its dialect. */
export interface GeoRecord {
  country: string | null
  region: string | null
  city: string | null
  lat: number | null
  lon: number | null
  /** Kilometres. */
  radius: number | null
}

type Fields = Record<string, unknown>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

const text = (...candidates: unknown[]): string | null => {
  const found = candidates.find((value) => typeof value === 'string' && value.trim() !== '')
  return typeof found === 'string' ? found.trim().slice(0, 200) : null
}

const number = (...candidates: unknown[]): number | null => {
  const found = candidates.find((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
  const value = Number(found)
  return found === undefined || !Number.isFinite(value) ? null : value
}

/** Degrees to four decimals (11 m): files store floats, whose further digits are noise. */
const degrees = (value: number | null, limit: number): number | null =>
  value === null || Math.abs(value) > limit ? null : Math.round(value * 10_000) / 10_000

const atLeastZero = (value: number | null): number | null => (value === null || value < 0 ? null : value)

/** DB-IP appends the quarter, `Berlin (Bezirk Mitte)`: people look for the city. */
const withoutQuarter = (city: string | null): string | null => city?.replace(/ \([^)]*\)$/, '') ?? null

const countryCode = (...candidates: unknown[]): string | null => {
  const code = text(...candidates)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : null
}

const englishName = (value: unknown): unknown => fieldsOf(fieldsOf(value)['names'])['en']

/** MaxMind nests (`country.iso_code`, `city.names.en`); DB-IP and others are flat (`country_code`, `state1`, `city`). */
export const geoRecord = (found: unknown): GeoRecord => {
  const record = fieldsOf(found)
  const location = fieldsOf(record['location'])
  const subdivisions: unknown = record['subdivisions']
  return {
    country: countryCode(fieldsOf(record['country'])['iso_code'], record['country_code'], record['country']),
    region: text(englishName(Array.isArray(subdivisions) ? subdivisions[0] : null), record['state1'], record['region']),
    city: withoutQuarter(text(englishName(record['city']), record['city'])),
    lat: degrees(number(location['latitude'], record['latitude'], record['lat']), 90),
    lon: degrees(number(location['longitude'], record['longitude'], record['lng']), 180),
    radius: atLeastZero(number(location['accuracy_radius'], record['accuracy_radius'])),
  }
}

/** The operator's name in an ASN file: MaxMind and DB-IP agree on the field, ipinfo calls it `as_name`. */
export const operatorName = (found: unknown): string | null => {
  const record = fieldsOf(found)
  return text(record['autonomous_system_organization'], record['as_name'])
}
