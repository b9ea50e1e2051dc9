import * as fc from 'fast-check'
import type { DeviceType, Place } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import { actingSections } from '#events/tenant/policy/actingSections.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import type { JudgedSession } from '#events/tenant/policy/judgeSessions.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { limitActions } from '#events/tenant/policy/words.ts'

export const now = Date.parse('2026-11-20T12:00:00.000Z')
const instant = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString()

/** Few values, so that sessions often stand right at an edge. */
const seconds = fc.constantFrom(300, 600, 3_600, 86_400)
const absolute = fc.option(seconds, { nil: null })
const clients = ['dashboard', 'shop'] as const
const client = fc.constantFrom(...clients)
const count = fc.integer({ min: 1, max: 4 })
const unlimited = fc.option(count, { nil: null })
const ago = fc.constantFrom(0, 1, 299, 300, 301, 599, 600, 601, 3_599, 3_600, 3_601, 86_399, 86_400, 86_401)
const role = fc.constantFrom<Role>('member', 'admin')

const whose = fc.oneof(
  role.map((each) => ({ kind: 'role' as const, role: each })),
  client.map((clientId) => ({ kind: 'application' as const, clientId })),
)
const overridesOf = <Rules>(rules: fc.Arbitrary<Rules>) =>
  fc.uniqueArray(fc.record({ whose, rules }), {
    maxLength: 2,
    selector: ({ whose: each }) => JSON.stringify(each),
  })
const lasting = fc.record({ idleSeconds: seconds, absoluteSeconds: absolute })
const gate = <Value>(values: readonly Value[]) =>
  fc.record({
    allowed: fc.option(fc.uniqueArray(fc.constantFrom(...values)), { nil: null }),
    blocked: fc.uniqueArray(fc.constantFrom(...values), { maxLength: 1 }),
  })

export const somePolicy: fc.Arbitrary<Policy> = fc
  .record({
    usual: lasting,
    remembered: lasting,
    lifetimeOverrides: overridesOf(fc.oneof(lasting, fc.record({ remembered: lasting }))),
    perPerson: unlimited,
    whenReached: fc.constantFrom(...limitActions),
    perDeviceType: fc.constantFrom({}, { mobile: 1 }, { desktop: 2 }),
    perApplication: fc.constantFrom({}, { shop: 1 }),
    tenantWide: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    limitOverrides: overridesOf(fc.record({ perPerson: unlimited })),
    countries: gate(['DE', 'FR']),
  })
  .map(({ usual, remembered, lifetimeOverrides, countries, limitOverrides, ...limits }) => ({
    ...defaultPolicy,
    lifetimes: { ...defaultPolicy.lifetimes, ...usual, remembered, overrides: lifetimeOverrides },
    limits: { ...limits, overrides: limitOverrides },
    access: { ...defaultPolicy.access, countries },
  }))

export const roles: Readonly<Record<string, readonly Role[]>> = {
  ann: ['member'],
  bob: ['admin'],
  cyd: ['member', 'admin'],
}
export const rolesOf = (userId: string): readonly Role[] => roles[userId] ?? []

const placeIn = (country: string): Place => ({
  country,
  region: null,
  city: null,
  lat: null,
  lon: null,
  accuracyKm: null,
  source: 'geo',
})

export const someSessions: fc.Arbitrary<JudgedSession[]> = fc
  .array(
    fc.record({
      userId: fc.constantFrom(...Object.keys(roles)),
      clientId: client,
      deviceType: fc.constantFrom<DeviceType>('desktop', 'mobile'),
      ages: fc.tuple(ago, ago),
      remembered: fc.constantFrom(true, false, null),
      idleSeconds: seconds,
      absoluteSeconds: absolute,
      country: fc.constantFrom('DE', 'FR', null),
    }),
    { maxLength: 12 },
  )
  .map((sessions) =>
    sessions.map(({ ages, country, ...session }, place) => ({
      ...session,
      seen: { ip: '203.0.113.7', network: null, place: country === null ? null : placeIn(country) },
      sessionId: `s${String(place).padStart(2, '0')}`,
      startedAt: instant(Math.max(...ages)),
      lastActiveAt: instant(Math.min(...ages)),
    })),
  )

export const someSections = fc.subarray([...actingSections], { minLength: 1 })
