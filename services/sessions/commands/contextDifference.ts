import type { Device, RequestContext } from '#events/envelope.ts'
import { withDetails } from '#events/session/saidDevice.ts'

type Facet = 'ip' | 'network' | 'place' | 'device'

/** `Chrome 142` and `Chrome 143` are one browser updated, not two: the name without its version. */
const family = (named: string | null | undefined): string | null =>
  named === null || named === undefined ? null : named.replace(/ \d[\d.]*$/, '')

/** Read by two releases of ours, one agent may have two names; it is one browser all the same. */
const isReadAnew = (known: RequestContext, seen: RequestContext): boolean =>
  known.userAgent !== null && known.userAgent === seen.userAgent && known.device?.parser !== seen.device?.parser

const isSameKind = (known: Device, seen: Device, userAgent: string | null): boolean => {
  // What the client said at sign-in holds for its later requests, which do not repeat it.
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

const isSamePlace = ({ place: known }: RequestContext, { place: seen }: RequestContext): boolean =>
  known?.country === seen?.country && known?.region === seen?.region && known?.city === seen?.city

/** Browser and system of two requests belong to the same families. Addresses do not count: phones change them all day. */
export const isSameFamily = (known: RequestContext | null, seen: RequestContext | null): boolean => {
  if (known !== null && seen !== null && isReadAnew(known, seen)) return true
  const device = seen?.device ?? null
  const os = device === null ? null : withDetails(device, known?.device?.details ?? null, seen?.userAgent ?? null).os
  return family(known?.device?.browser) === family(seen?.device?.browser) && family(known?.device?.os) === family(os)
}

/** What differs between where a session was last seen and where it is seen now. */
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
