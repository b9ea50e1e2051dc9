import type { Device, RequestContext } from '#events/envelope.ts'
import { withDetails } from '#events/session/saidDevice.ts'

type Facet = 'ip' | 'network' | 'place' | 'device'

/** The name without its version, because `Chrome 142` and `Chrome 143` are one browser before and after an update. */
const family = (named: string | null | undefined): string | null =>
  named === null || named === undefined ? null : named.replace(/ \d[\d.]*$/, '')

/** True for one user agent read by two versions of the parser: the names may differ, but it is the same browser. */
const isReadAnew = (known: RequestContext, seen: RequestContext): boolean =>
  known.userAgent !== null && known.userAgent === seen.userAgent && known.device?.parser !== seen.device?.parser

const isSameKind = (known: Device, seen: Device, userAgent: string | null): boolean => {
  // The client sends details only at sign-in, so they count for its later requests too.
  const { type, os } = withDetails(seen, seen.details ?? known.details, userAgent)
  return type === known.type && family(seen.browser) === family(known.browser) && family(os) === family(known.os)
}

const isSameDevice = (before: RequestContext, now: RequestContext): boolean => {
  const [known, seen] = [before.device, now.device]
  if (seen === null) return known === null || known.type === 'unknown'
  if (known === null) return false
  const named = seen.id === null || known.id === null || seen.id === known.id
  return named && (isReadAnew(before, now) || isSameKind(known, seen, now.userAgent))
}

const placeParts = ['country', 'region', 'city'] as const

/** What is not told is no other place: the tenant may have chosen since to keep less of places. */
const isSamePlace = ({ place: known }: RequestContext, { place: seen }: RequestContext): boolean =>
  seen === null || placeParts.every((part) => seen[part] === null || seen[part] === known?.[part])

/**
 * True if two requests come from the same families of browser and system. Addresses do not count: phones change them
 * often.
 */
export const isSameFamily = (known: RequestContext | null, seen: RequestContext | null): boolean => {
  if (known !== null && seen !== null && isReadAnew(known, seen)) return true
  const device = seen?.device ?? null
  const os = device === null ? null : withDetails(device, known?.device?.details ?? null, seen?.userAgent ?? null).os
  return family(known?.device?.browser) === family(seen?.device?.browser) && family(known?.device?.os) === family(os)
}

/** Answers which facets of a session's context have changed since it was last seen. */
export const contextDifference = (known: RequestContext | null, seen: RequestContext | null): Facet[] => {
  if (known === null || seen === null) return []
  const isSame: Record<Facet, boolean> = {
    ip: known.ip === seen.ip,
    network: known.network?.name === seen.network?.name,
    place: isSamePlace(known, seen),
    device: isSameDevice(known, seen),
  }
  return (['ip', 'network', 'place', 'device'] as const).filter((facet) => !isSame[facet])
}
