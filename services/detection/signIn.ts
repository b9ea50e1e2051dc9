import type { Evidence } from '#events/anomaly/evidence.ts'
import type { RequestContext } from '#events/envelope.ts'
import type { EventNamed } from './rule.ts'

/** One of the two sign-ins that impossible travel compares, as its evidence shows it. */
type SignIn = Extract<Evidence, { rule: 'impossible-travel' }>['first']
/** A sign-in whose place is known better than its country. */
export type LocatedSignIn = SignIn & { lat: number; lon: number; accuracyKm: number }

/** `Chrome 142 on Windows 11`; null when nothing is known. */
export const deviceText = (context: RequestContext | null): string | null => {
  const { browser = null, os = null } = context?.device ?? {}
  if (browser === null || os === null) return browser ?? os
  return `${browser} on ${os}`
}

/** Null where the place is unknown or known by country only: such a sign-in proves no travel. */
export const locatedSignIn = (event: EventNamed<'SessionStarted'>): LocatedSignIn | null => {
  const { place, ip } = event.context ?? { place: null, ip: null }
  if (place === null || place.lat === null || place.lon === null || place.accuracyKm === null) return null
  const { city, country, lat, lon, accuracyKm } = place
  const { sessionId } = event.data
  return { sessionId, at: event.at, ip, city, country, lat, lon, accuracyKm, device: deviceText(event.context) }
}
