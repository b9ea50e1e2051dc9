import type { Place, RequestContext } from '../../envelope.ts'
import type { Policy } from './sections.ts'

type PlaceDetail = Policy['place']['detail']

export const countryOnly = ({ country, source }: Pick<Place, 'country' | 'source'>): Place => ({
  country,
  region: null,
  city: null,
  lat: null,
  lon: null,
  accuracyKm: null,
  source,
})

const placeInDetail = (place: Place | null, detail: PlaceDetail): Place | null => {
  if (place === null) return null
  switch (detail) {
    case 'off':
      return null
    case 'country':
      return countryOnly(place)
    case 'city':
      return place
  }
}

/** A request's context with as much of its place as the detail allows. */
export const contextInDetail = (context: RequestContext, detail: PlaceDetail): RequestContext => ({
  ...context,
  place: placeInDetail(context.place, detail),
})
