import type { RequestContext } from '#events/envelope.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/** Who and where traffic comes from. */
export const trafficTenant = (tenant: number): string => derivedUuid('tenant', tenant)
export const trafficUser = (tenant: number, user: number): string => derivedUuid('user', tenant, user)
export const trafficPerson = (tenant: number, user: number) => ({
  email: `person${user}@tenant${tenant}.test`,
  name: `Person ${user}`,
})

/** Seeded, small, good enough to shuffle traffic with. */
export interface Chance {
  /** From 0 up to 1, exclusive. */
  next: () => number
  below: (limit: number) => number
  pick: <Value>(values: readonly Value[]) => Value
}

/** mulberry32 */
export const seededChance = (seed: number): Chance => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, pick: (values) => values[below(values.length)]! }
}

const browsers = ['Chrome 142', 'Chrome 141', 'Firefox 145', 'Safari 26', 'Edge 142']
const systems = ['Windows 11', 'macOS 26', 'Android 16', 'iOS 26.1', 'Ubuntu']
const places = [
  ['DE', 'Berlin', 52.52, 13.4],
  ['DE', 'München', 48.14, 11.58],
  ['FR', 'Paris', 48.86, 2.35],
  ['GB', 'London', 51.51, -0.13],
  ['US', 'New York', 40.71, -74.01],
  ['SG', 'Singapore', 1.35, 103.82],
] as const
const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

const saidBy = (tenant: number, user: number) => {
  if (user % 4 === 0) return { touchPoints: 5, screen: '834x1194' }
  return user % 4 === 1 ? { fingerprint: { version: '1', hash: derivedUuid('fingerprint', tenant, user) } } : null
}

export const trafficContext = ({ below, pick }: Chance, tenant: number, user: number): RequestContext => {
  const [country, city, lat, lon] = pick(places)
  const ip = `203.0.${tenant}.${below(200) + 1}`
  return {
    ip,
    userAgent: agent,
    clientId: pick(['web', 'web', 'phone']),
    device: {
      id: `device-${user}`,
      name: user % 3 === 0 ? `Laptop of ${user}` : null,
      type: pick(['desktop', 'desktop', 'mobile']),
      browser: pick(browsers),
      os: pick(systems),
      details: saidBy(tenant, user),
      ...(user % 2 === 0 ? { parser: 2 } : {}),
    },
    place: { country, region: null, city, lat, lon, accuracyKm: 20, source: 'test' },
    network: { name: `203.0.${tenant}.0/24`, kind: 'prefix' },
  }
}
