import type { RequestContext } from '#events/envelope.ts'
import { sessionStream, signinStream } from '#events/streams.ts'
import type { LoginFailed } from '#events/user/events.ts'
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

const contextFrom = ({ where = null, ip = '198.51.100.7', deviceId = null }: Happened): RequestContext => ({
  ip,
  userAgent: null,
  clientId: 'web',
  device: { id: deviceId, name: null, type: 'desktop', browser: 'Chrome 142', os: 'Windows 11', details: null },
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
  ip?: string | null
  deviceId?: string | null
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
    context: contextFrom(happened),
    stream: sessionStream(tenant, sessionId),
    revision: 0,
    position: happened.position,
    version: 1,
    ids: { sessionId, userId: happened.userId ?? userId },
  } as const
}

export const signedIn = ({
  methods = ['pwd'],
  ...happened
}: Happened & { methods?: string[] }): EventNamed<'SessionStarted'> => {
  const { ids, ...metadata } = envelope('SessionStarted', happened)
  return {
    ...metadata,
    type: 'SessionStarted',
    version: 2,
    data: {
      ...ids,
      user: { email: 'ann@acme.test', name: 'Ann' },
      clientId: 'web',
      transport: 'bearer',
      methods,
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

/** `named`: whom the caller named; nobody has that name where `userId` is null. */
export const signInFailed = ({
  named,
  userId: whose = userId,
  cause = 'wrong-password',
  ...happened
}: Omit<Happened, 'userId'> & {
  named?: string
  userId?: string | null
  cause?: LoginFailed['data']['cause']
}): EventNamed<'LoginFailed'> => {
  const { ids: _, ...metadata } = envelope('LoginFailed', happened)
  const stream = signinStream(metadata.tenantId, derivedUuid('digest', named ?? whose ?? ''))
  return { ...metadata, stream, type: 'LoginFailed', data: { userId: whose, clientId: 'web', cause } }
}
