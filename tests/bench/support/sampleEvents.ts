import { randomUUID } from 'node:crypto'
import type { NewEvent } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'

export const benchTenant = randomUUID()
const people = Array.from({ length: 300 }, () => randomUUID())

/** Whose keys the events of `sampleRefresh` are sealed with. */
export const samplePeople = people.map((subject) => ({ tenantId: benchTenant, subject }))

const userAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

/** The most frequent event there is, from a known device at a known place. */
export const sampleRefresh = (number: number): NewEvent<SessionEvent> => {
  const userId = people[number % people.length]!
  return {
    id: randomUUID(),
    type: 'SessionRefreshed',
    version: 1,
    tenantId: benchTenant,
    at: new Date(Date.UTC(2026, 10, 21) + number).toISOString(),
    actor: { kind: 'user', id: userId },
    correlationId: randomUUID(),
    causationId: null,
    context: {
      ip: `203.0.113.${number % 256}`,
      userAgent,
      clientId: 'dashboard',
      device: { id: userId, name: null, type: 'desktop', browser: 'Chrome 142', os: 'Windows 11', details: null },
      place: {
        country: 'DE',
        region: 'Berlin',
        city: 'Berlin',
        lat: 52.52,
        lon: 13.41,
        accuracyKm: 50,
        source: 'dbip',
      },
      network: { name: '203.0.113.0/24', kind: 'prefix' },
    },
    data: { sessionId: randomUUID(), userId, generation: (number % 100) + 1, keyId: 'k-2026-11', attempt: null },
  }
}
