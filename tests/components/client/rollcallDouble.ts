import type { OwnSession } from '#events/live/rows.ts'
import { createSessionClient, memoryStorage, type SessionClient } from '../../../client/session/entry.ts'

export const now = '2026-11-21T06:00:00.000Z'
export const ownId = '019e0000-0000-7000-8000-000000000001'

export const row = (id: string, changes: Partial<OwnSession> = {}): OwnSession => {
  const seen = {
    ip: '198.51.100.7',
    network: null,
    place: {
      country: 'DE',
      region: null,
      city: 'Hamburg',
      lat: null,
      lon: null,
      accuracyKm: null,
      source: 'test',
    },
  }
  return {
    id,
    userId: 'user-own',
    user: { email: 'rosa@acme.test', name: 'Rosa Delgado' },
    status: 'active',
    startedAt: '2026-11-21T05:00:00.000Z',
    lastActiveAt: '2026-11-21T05:56:00.000Z',
    idleExpiresAt: '2026-11-28T05:56:00.000Z',
    absoluteExpiresAt: '2026-12-21T05:00:00.000Z',
    endedAt: null,
    cause: null,
    reason: null,
    message: null,
    endedBy: null,
    client: 'web',
    methods: ['pwd'],
    proofs: [{ method: 'pwd', at: '2026-11-21T05:00:00.000Z' }],
    authTime: '2026-11-21T05:00:00.000Z',
    device: { id: null, name: null, type: 'desktop', browser: 'Firefox 145', os: 'Windows 11', fingerprint: null },
    first: seen,
    last: seen,
    refreshes: 0,
    risk: 0,
    anomalies: [],
    anomalyRules: [],
    revision: 1,
    isCurrent: id === ownId,
    ...changes,
  }
}

const grant = (session: OwnSession) => ({
  accessToken: 'access',
  accessExpiresAt: '2026-11-21T06:30:00.000Z',
  refreshToken: 'refresh',
  refreshExpiresAt: session.idleExpiresAt,
  session: { ...session, remembered: true },
  user: {
    id: session.userId,
    email: session.user.email,
    name: session.user.name,
    roles: ['member'],
    mustChangePassword: false,
  },
  tenant: { id: 'tenant-1', slug: 'acme', name: 'Acme', simulated: false },
})

const problem = (status: number, code: string) => json({ title: code, status, code, id: 'report' }, status)
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', date: new Date(now).toUTCString() },
  })

/** A network with a Rollcall at its end that knows one person. */
export const rollcallDouble = (others: readonly OwnSession[] = [], own: Partial<OwnSession> = {}) => {
  let sessions = [row(ownId, own), ...others]
  /** The next answers to such a request, instead of the usual. */
  const failing = new Set<string>()
  const end = (isMeant: (session: OwnSession) => boolean) => {
    const ending = sessions.filter((one) => one.status === 'active' && isMeant(one))
    sessions = sessions.map((one) =>
      ending.includes(one)
        ? { ...one, status: 'revoked', cause: 'user', endedAt: now, revision: one.revision + 1 }
        : one,
    )
    return json({ ended: ending.length })
  }
  const answer = (method: string, path: string): Response => {
    if (failing.has(`${method} ${path}`)) return problem(503, 'store-unavailable')
    if (path === '/v1/auth/login') return json(grant(sessions[0]!))
    if (path === '/v1/auth/logout') return new Response(null, { status: 204 })
    if (path === '/v1/auth/session/activity') return json(sessions[0]!)
    if (method === 'GET' && path === '/v1/me/sessions')
      return json({ items: sessions, nextCursor: null, total: sessions.length })
    if (method === 'DELETE' && path === '/v1/me/sessions') return end(({ isCurrent }) => !isCurrent)
    if (method === 'DELETE') return end(({ id }) => path.endsWith(id))
    return problem(404, 'not-found')
  }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input, 'http://rollcall.test')
    return answer(init?.method ?? (input instanceof Request ? input.method : 'GET'), pathname)
  }
  return {
    fetch,
    fail: (request: string) => failing.add(request),
    mend: () => failing.clear(),
    change: (id: string, changes: Partial<OwnSession>) => {
      sessions = sessions.map((one) => (one.id === id ? { ...one, ...changes } : one))
    },
  }
}

/** A client that has just signed in, at `now`. */
export const signedInClient = async (fetch: typeof globalThis.fetch): Promise<SessionClient> => {
  const client = createSessionClient({
    baseUrl: 'http://rollcall.test',
    tenant: 'acme',
    client: 'web',
    transport: 'bearer',
    storage: memoryStorage(),
    live: 'off',
    fetch,
    clock: { now: () => Date.parse(now), later: () => () => undefined },
  })
  await client.signIn({ email: 'rosa@acme.test', password: 'x' })
  return client
}
