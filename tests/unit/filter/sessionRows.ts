import * as fc from 'fast-check'
import { deviceTypes } from '#events/envelope.ts'
import { endCauses, sessionStatuses } from '#events/filter/fields.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { address } from './expressions.ts'

const seen = { ip: '203.0.113.77', network: { name: 'Merlion Mobile', kind: 'operator' as const } }
const place = { country: 'SG', region: null, city: 'Singapore', lat: 1.3, lon: 103.8, accuracyKm: 20, source: 'test' }

export const sessionRow = (more: Partial<SessionRow> = {}): SessionRow => ({
  id: '0193a000-0000-7000-8000-000000000001',
  userId: '0193a000-0000-7000-8000-0000000000aa',
  user: { email: 'a.keller@acme.test', name: 'Ann Keller' },
  status: 'active',
  startedAt: '2026-11-20T05:00:00.000Z',
  lastActiveAt: '2026-11-21T05:50:00.000Z',
  idleExpiresAt: '2026-11-28T05:50:00.000Z',
  absoluteExpiresAt: '2026-12-20T05:00:00.000Z',
  endedAt: null,
  cause: null,
  reason: null,
  message: null,
  endedBy: null,
  client: 'mobile',
  methods: ['pwd', 'otp'],
  proofs: [
    { method: 'pwd', at: '2026-11-20T05:00:00.000Z' },
    { method: 'otp', at: '2026-11-20T05:00:00.000Z' },
  ],
  authTime: '2026-11-20T05:00:00.000Z',
  device: { id: null, name: 'Pixel 10', type: 'mobile', browser: 'Acme 8.2', os: 'Android 16', fingerprint: null },
  first: { ...seen, place },
  last: { ...seen, place },
  refreshes: 3,
  risk: 75,
  anomalies: ['0193a000-0000-8000-8000-0000000000bb'],
  anomalyRules: ['impossible-travel'],
  revision: 4,
  ...more,
})

const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Rows with few distinct values, so that filters made from the same values do match. */
export const anySessionRow: fc.Arbitrary<SessionRow> = fc
  .record({
    status: fc.constantFrom(...sessionStatuses),
    startedAt: instant,
    lastActiveAt: instant,
    endedAt: fc.option(instant),
    cause: fc.option(fc.constantFrom(...endCauses)),
    client: fc.constantFrom('web', 'mobile'),
    risk: fc.constantFrom(0, 25, 50, 75, 100),
    type: fc.constantFrom(...deviceTypes),
    browser: fc.option(fc.constantFrom('Chrome 142', 'Safari 26')),
    ip: fc.option(address),
    place: fc.option(
      fc.constantFrom({ ...place, country: 'DE', city: 'Köln' }, { ...place, country: 'PT', city: null }),
    ),
  })
  .map(({ type, browser, ip, place: where, ...rest }) =>
    sessionRow({
      ...rest,
      device: { id: null, name: null, type, browser, os: null, fingerprint: null },
      last: { ip, network: null, place: where },
    }),
  )
