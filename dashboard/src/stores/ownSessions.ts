import type { Place } from '#events/envelope.ts'
import type { OwnSession } from '../realtime/meFeed.ts'
import { countryName } from '#events/filter/shownWords.ts'

export interface Grouped {
  current: OwnSession | null
  others: OwnSession[]
  ended: OwnSession[]
}

const endedKept = 8

const newest = (read: (session: OwnSession) => string) => (one: OwnSession, other: OwnSession) =>
  read(other).localeCompare(read(one)) || one.id.localeCompare(other.id)

export const grouped = (sessions: readonly OwnSession[]): Grouped => {
  const live = sessions.filter(({ status }) => status === 'active')
  const ended = sessions.filter(({ status }) => status !== 'active')
  return {
    current: live.find(({ isCurrent }) => isCurrent) ?? null,
    others: live.filter(({ isCurrent }) => !isCurrent).sort(newest((session) => session.lastActiveAt)),
    ended: ended.sort(newest((session) => session.endedAt ?? session.lastActiveAt)).slice(0, endedKept),
  }
}

/** Version numbers say nothing to a person: "Chrome 142" is "Chrome". */
const family = (name: string | null): string | null => name?.replace(/ [\d.]+$/, '') ?? null

const kinds: Record<string, string> = {
  desktop: 'computer',
  mobile: 'phone',
  tablet: 'tablet',
  app: 'app',
  terminal: 'terminal',
  tv: 'TV',
  robot: 'robot',
  other: 'device',
  unknown: 'device',
}

/** "Chrome on Windows"; the name the person or the application gave it comes first. */
export const deviceTitle = ({
  device,
}: {
  device: Pick<OwnSession['device'], 'name' | 'browser' | 'os' | 'type'>
}): string => {
  if (device.name !== null) return device.name
  const browser = family(device.browser)
  const system = family(device.os)
  if (browser !== null && system !== null) return `${browser} on ${system}`
  return browser ?? system ?? `A ${kinds[device.type] ?? 'device'}`
}

/** "Lisbon, Portugal", as precisely as places are kept; null: not kept. */
export const placeTitle = ({ last }: { last: { place: Pick<Place, 'city' | 'country'> | null } }): string | null => {
  const { city = null, country = null } = last.place ?? {}
  const parts = [city, country === null ? null : countryName(country)].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}
