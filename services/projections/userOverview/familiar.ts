import type { Device, Place } from '#events/envelope.ts'
import type { FamiliarDevice, FamiliarPlace } from './userOverviewTable.ts'

/** Only this many are remembered, the latest first; the one unseen for longest is forgotten. */
const remembered = 20

/** Moves what was seen to the front and counts it; `same` decides whether two are the same thing. */
const seenAgain = <Thing extends { times: number; lastAt: string }>(
  known: readonly Thing[],
  seen: Omit<Thing, 'times' | 'lastAt'>,
  at: string,
  same: (thing: Thing) => boolean,
): readonly Thing[] => {
  const before = known.find(same)
  const again = { ...seen, times: (before?.times ?? 0) + 1, lastAt: at } as Thing
  return [again, ...known.filter((thing) => thing !== before)].slice(0, remembered)
}

export const withDevice = (
  known: readonly FamiliarDevice[],
  device: Device | null,
  at: string,
): readonly FamiliarDevice[] => {
  if (device === null) return known
  const { name, type, browser, os } = device
  return seenAgain(
    known,
    { name, type, browser, os },
    at,
    (thing) => thing.name === name && thing.type === type && thing.browser === browser && thing.os === os,
  )
}

export const withPlace = (
  known: readonly FamiliarPlace[],
  place: Place | null,
  at: string,
): readonly FamiliarPlace[] => {
  if (place === null || (place.country === null && place.city === null)) return known
  const { country, region, city } = place
  return seenAgain(
    known,
    { country, region, city },
    at,
    (thing) => thing.country === country && thing.region === region && thing.city === city,
  )
}

/** The hour of an ISO instant, in UTC. */
export const hourOf = (instant: string): number => Number(instant.slice(11, 13))
