import type { Device, RequestContext } from '#events/envelope.ts'

type Facet = 'ip' | 'network' | 'place' | 'device'

/** `Chrome 142` and `Chrome 143` are one browser updated, not two: the name without its version. */
const family = (named: string | null | undefined): string | null =>
  named === null || named === undefined ? null : named.replace(/ \d[\d.]*$/, '')

const isSameDevice = (known: Device | null, seen: Device | null): boolean => {
  if (seen === null || known === null) return seen === known
  const named = seen.id === null || known.id === null || seen.id === known.id
  return (
    named &&
    seen.type === known.type &&
    family(seen.browser) === family(known.browser) &&
    family(seen.os) === family(known.os)
  )
}

const isSamePlace = ({ place: known }: RequestContext, { place: seen }: RequestContext): boolean =>
  known?.country === seen?.country && known?.region === seen?.region && known?.city === seen?.city

/** Browser and system of two requests belong to the same families. Addresses do not count: phones change them all day. */
export const isSameFamily = (known: RequestContext | null, seen: RequestContext | null): boolean =>
  family(known?.device?.browser) === family(seen?.device?.browser) &&
  family(known?.device?.os) === family(seen?.device?.os)

/** What differs between where a session was last seen and where it is seen now. */
export const contextDifference = (known: RequestContext | null, seen: RequestContext | null): Facet[] => {
  if (known === null || seen === null) return []
  const isSame: Record<Facet, boolean> = {
    ip: known.ip === seen.ip,
    network: known.network?.name === seen.network?.name,
    place: isSamePlace(known, seen),
    device: isSameDevice(known.device, seen.device),
  }
  return (['ip', 'network', 'place', 'device'] as const).filter((facet) => !isSame[facet])
}
