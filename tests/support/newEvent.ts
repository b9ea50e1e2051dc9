import { randomUUID } from 'node:crypto'
import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent, RequestContext } from '#events/envelope.ts'

export const someContext: RequestContext = {
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 Zoë',
  clientId: 'dashboard',
  device: {
    id: 'device-of-zoe',
    name: 'Zoë’s laptop',
    type: 'desktop',
    browser: 'Chrome 142',
    os: 'Windows 11',
    details: null,
  },
  place: { country: 'DE', region: 'BE', city: 'Köln', lat: 50.9, lon: 6.9, accuracyKm: 50, source: 'test' },
  network: { name: '203.0.113.0/24', kind: 'prefix' },
}

export type DataOf<Type> = Extract<RollcallEvent, { type: Type }>['data']

/** A decided event with made-up metadata. */
export const newEvent = <Type extends RollcallEvent['type']>(
  type: Type,
  data: DataOf<Type>,
  changes: Partial<NewEvent> = {},
): NewEvent<Extract<RollcallEvent, { type: Type }>> =>
  ({
    id: randomUUID(),
    type,
    version: catalogue.get(type)?.version ?? 1,
    tenantId: '0193aaaa-0000-7000-8000-000000000001',
    at: '2026-11-21T08:00:00.000Z',
    actor: { kind: 'user', id: 'somebody' },
    correlationId: 'request-1',
    causationId: null,
    context: someContext,
    data,
    ...changes,
  }) as unknown as NewEvent<Extract<RollcallEvent, { type: Type }>>
