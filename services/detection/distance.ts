interface Point {
  /** Degrees. */
  lat: number
  lon: number
}

/** Mean radius (IUGG). A sphere differs from the ellipsoid by up to 0.6 %, less than the error of any geo file. */
const earthRadiusKm = 6371.0088
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance by the haversine formula, which keeps its precision at small distances. */
export const distanceKm = (one: Point, other: Point): number => {
  const latitudes = Math.sin(radians(other.lat - one.lat) / 2) ** 2
  const longitudes = Math.sin(radians(other.lon - one.lon) / 2) ** 2
  const haversine = latitudes + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * longitudes
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)))
}
