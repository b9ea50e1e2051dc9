import type { RequestContext } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { EventNamed } from '#services/detection/rule.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

export const tenantId = derivedUuid('tenant', 'acme')
export const userId = derivedUuid('user', 'ann')

export const cities = {
  berlin: { country: 'DE', city: 'Berlin', lat: 52.52, lon: 13.405 },
  hamburg: { country: 'DE', city: 'Hamburg', lat: 53.5511, lon: 9.9937 },
  tokyo: { country: 'JP', city: 'Tokyo', lat: 35.6895, lon: 139.6917 },
}
export type City = keyof typeof cities

/** Where a sign-in came from: a city with 50 km around it unless told, a country alone, or nowhere known. */
export type Where = City | { city: City; accuracyKm: number | null } | { country: string } | null

const placeOf = (where: Where): RequestContext['place'] => {
  if (where === null) return null
  const unknown = { region: null, city: null, lat: null, lon: null, accuracyKm: null, source: 'test' }
  if (typeof where === 'object' && 'country' in where) return { ...unknown, country: where.country }
  const { city, accuracyKm } = typeof where === 'string' ? { city: where, accuracyKm: 50 } : where
  return { ...unknown, ...cities[city], accuracyKm }
}

const contextFrom = (where: Where): RequestContext => ({
  ip: '198.51.100.7',
  userAgent: null,
  clientId: 'web',
  device: { id: null, name: null, type: 'desktop', browser: 'Chrome 142', os: 'Windows 11', details: null },
  place: placeOf(where),
  network: null,
})

interface Happened {
  position: number
  /** `hh:mm:ss` of one day. */
  time: string
  where?: Where
  userId?: string
  tenantId?: string
}

const envelope = (kind: string, happened: Happened) => {
  const tenant = happened.tenantId ?? tenantId
  const sessionId = derivedUuid('session', tenant, happened.position)
  return {
    id: derivedUuid(kind, tenant, happened.position),
    tenantId: tenant,
    at: `2026-11-21T${happened.time}.000Z`,
    actor: { kind: 'user', id: happened.userId ?? userId } as const,
    correlationId: derivedUuid('correlation', happened.position),
    causationId: null,
    context: contextFrom(happened.where ?? null),
    stream: sessionStream(tenant, sessionId),
    revision: 0,
    position: happened.position,
    version: 1,
    ids: { sessionId, userId: happened.userId ?? userId },
  } as const
}

export const signedIn = (happened: Happened): EventNamed<'SessionStarted'> => {
  const { ids, ...metadata } = envelope('SessionStarted', happened)
  return {
    ...metadata,
    type: 'SessionStarted',
    data: {
      ...ids,
      user: { email: 'ann@acme.test', name: 'Ann' },
      clientId: 'web',
      transport: 'bearer',
      methods: ['pwd'],
      authTime: metadata.at,
      remembered: false,
      idleSeconds: 3600,
      absoluteSeconds: 86_400,
      salt: 'c2FsdA',
      keyId: 'k1',
    },
  }
}

export const tokenReused = (happened: Happened): EventNamed<'RefreshTokenReused'> => {
  const { ids, ...metadata } = envelope('RefreshTokenReused', happened)
  return { ...metadata, type: 'RefreshTokenReused', data: { ...ids, presentedGeneration: 2, currentGeneration: 4 } }
}
