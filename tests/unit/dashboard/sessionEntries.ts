import type { LogEntry } from '#events/live/rows.ts'

const start = Date.parse('2026-11-18T08:00:00.000Z')
const place = (city: string, country: string) => ({
  country,
  region: null,
  city,
  lat: 1,
  lon: 1,
  accuracyKm: 20,
  source: 'test',
})
const seen = (ip: string, city: string, country: string): LogEntry['context'] => ({
  ip,
  userAgent: null,
  clientId: 'web',
  device: { id: null, name: null, type: 'desktop', browser: 'Firefox 145', os: 'Ubuntu', details: null },
  place: place(city, country),
  network: null,
})
const warsaw = seen('198.51.100.24', 'Warsaw', 'PL')
const lagos = seen('203.0.113.77', 'Lagos', 'NG')

/** One event of a session's stream, `minute` after its start. */
export const entry = (revision: number, minute: number, type: string, data: object, context = warsaw): LogEntry => ({
  id: `event-${revision}`,
  number: 100 + revision,
  position: `p${revision}`,
  at: new Date(start + minute * 60_000).toISOString(),
  type,
  version: 1,
  success: true,
  actor: { kind: 'user', id: 'u', name: null },
  sessionId: 's',
  userId: 'u',
  correlationId: 'c',
  causationId: null,
  context,
  data: { sessionId: 's', userId: 'u', ...data },
  text: type,
  stream: 'session-t+s',
  revision,
})

export const started = entry(0, 0, 'SessionStarted', {
  user: { email: 'p.orlov@acme.test', name: 'Pavel Orlov' },
  clientId: 'web',
  transport: 'cookie',
  methods: ['pwd'],
  authTime: new Date(start).toISOString(),
  remembered: true,
  idleSeconds: 604_800,
  absoluteSeconds: 2_592_000,
})
export const refreshed = (revision: number, minute: number, context = warsaw) =>
  entry(revision, minute, 'SessionRefreshed', { generation: revision }, context)
export const moved = (revision: number, minute: number) =>
  entry(revision, minute, 'SessionContextChanged', { changed: ['ip', 'place'] }, lagos)
export const revoked = (revision: number, minute: number) =>
  entry(revision, minute, 'SessionRevoked', {
    cause: 'reuse',
    reason: null,
    message: null,
    ticket: null,
    operationId: null,
  })
