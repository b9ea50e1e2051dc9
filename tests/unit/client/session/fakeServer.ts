import type { FakeTime } from '../../../support/fakeTime.ts'

/**
 * What becomes of the next request to a route. `lost`: the server has done it, and its answer never comes. A promise: the answer comes
 * once that is kept.
 */
export type Trouble = 'silence' | 'lost' | 'never' | Response | (() => Response) | Promise<void>

interface Session {
  id: string
  userId: string
  startedAt: number
  activeAt: number
  generation: number
  refreshedAt: number
  attempt: string | null
  endedAs: Record<string, unknown> | null
}

export interface Asked {
  route: string
  search: string
  body: Record<string, unknown>
  authorization: string | null
  at: number
}

export const problem = (status: number, code: string, extra: Record<string, unknown> = {}, headers = {}) =>
  new Response(JSON.stringify({ title: code, status, code, id: 'report-1', ...extra }), { status, headers })

const tokenOf = (claims: Record<string, unknown>) =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => btoa(part).replaceAll('=', '')).join('.')

const people: Record<string, { id: string; name: string; hasFactor?: boolean }> = {
  'ann@acme.test': { id: 'user-ann', name: 'Ann Keller' },
  'bob@acme.test': { id: 'user-bob', name: 'Bob Ito' },
  'cleo@acme.test': { id: 'user-cleo', name: 'Cleo Marsh', hasFactor: true },
}

/**
 * The server's sign-in as its contract has it: refresh tokens rotate, the parent is good for 10 s, or with the same attempt until the
 * successor is used; anything older ends the session.
 */
export const createServer = (time: FakeTime) => {
  const sessions = new Map<string, Session>()
  const asked: Asked[] = []
  const next = new Map<string, Trouble[]>()
  /** `absoluteMs` Infinity: until signed out. */
  const limits = { idleMs: 7 * 86_400_000, absoluteMs: 30 * 86_400_000, accessMs: 30 * 60_000 }
  /** The cookies of one browser, by their name. */
  const jar = new Map<string, string>()
  /** How far the server's clock is ahead of the machine's. */
  const clock = { aheadMs: 0 }
  const running = { refreshes: 0, most: 0 }
  let streams: { sessionId: string; say: (text: string | null) => void }[] = []
  let signIns = 0
  let tokens = 0
  const now = () => time.now() + clock.aheadMs
  const iso = (at: number) => new Date(at).toISOString()

  const endsAt = (session: Session) => Math.min(session.activeAt + limits.idleMs, session.startedAt + limits.absoluteMs)
  const shown = (session: Session) => ({
    id: session.id,
    startedAt: iso(session.startedAt),
    lastActiveAt: iso(session.activeAt),
    idleExpiresAt: iso(session.activeAt + limits.idleMs),
    absoluteExpiresAt: limits.absoluteMs === Infinity ? null : iso(session.startedAt + limits.absoluteMs),
    client: 'web',
    methods: ['pwd'],
    authTime: iso(session.startedAt),
    remembered: true,
    device: { id: null, name: null, type: 'desktop', browser: null, os: null },
  })
  const person = (id: string) => {
    const [email = '', { name = '' } = {}] = Object.entries(people).find(([, one]) => one.id === id) ?? []
    return { id, email, name, roles: ['member'], mustChangePassword: false }
  }
  const tenant = { id: 'tenant-1', slug: 'acme', name: 'Acme', simulated: false }
  const refreshTokenOf = ({ id, generation }: Session) => `${id}.${generation}`
  const grant = (session: Session, transport: string) => {
    tokens += 1
    const refreshToken = refreshTokenOf(session)
    const expiresAt = Math.floor(Math.min(now() + limits.accessMs, endsAt(session)) / 1000) * 1000
    const claims = { sid: session.id, jti: tokens, iat: Math.floor(now() / 1000), exp: expiresAt / 1000 }
    return {
      accessToken: tokenOf(claims),
      accessExpiresAt: iso(expiresAt),
      ...(transport === 'bearer' ? { refreshToken } : {}),
      refreshExpiresAt: iso(endsAt(session)),
      session: shown(session),
      user: person(session.userId),
      tenant,
    }
  }
  const ok = (body: unknown, set?: () => void) => ({ answer: () => Response.json(body), set })
  const refuse = (code: string, extra: Record<string, unknown> = {}) => ({
    answer: () => problem(401, code, extra),
    set: undefined,
  })
  const badRequest = () => ({ answer: () => problem(400, 'invalid-request'), set: undefined })
  const isText = (most: number, value: unknown) =>
    value === undefined || (typeof value === 'string' && value.length <= most)
  const lapse = (session: Session) => {
    if (session.endedAs === null && endsAt(session) <= now()) {
      const isIdle = session.activeAt + limits.idleMs <= session.startedAt + limits.absoluteMs
      session.endedAs = { cause: isIdle ? 'idle' : 'absolute', message: null, endedAt: iso(endsAt(session)) }
    }
  }
  const cookie = 'web-tenant-1'
  const granted = (session: Session, transport: string) => {
    const refreshToken = refreshTokenOf(session)
    const set = transport === 'cookie' ? () => void jar.set(cookie, refreshToken) : undefined
    return ok(grant(session, transport), set)
  }
  const ofAccess = (authorization: string | null): { session: Session; isGood: boolean } | null => {
    try {
      const { sid, exp } = JSON.parse(atob((authorization ?? '').split('.')[1] ?? '')) as { sid: string; exp: number }
      const session = sessions.get(sid)
      return session === undefined ? null : { session, isGood: exp * 1000 > now() }
    } catch {
      return null
    }
  }
  const start = (userId: string, transport: string) => {
    signIns += 1
    const id = `session-${signIns}`
    const at = now()
    const session = { id, userId, startedAt: at, activeAt: at, generation: 1, refreshedAt: 0 }
    const made: Session = { ...session, attempt: null, endedAs: null }
    sessions.set(id, made)
    return granted(made, transport)
  }
  const login = (body: Record<string, unknown>) => {
    if (!isText(200, (body['device'] as { id?: unknown } | undefined)?.id)) return badRequest()
    const known = people[String(body['email'])]
    if (known === undefined || body['password'] !== 'correct horse') return refuse('invalid-credentials')
    const { id, hasFactor = false } = known
    const transport = String(body['transport'])
    if (!hasFactor) return start(id, transport)
    const challenge = `${id} ${transport}`
    return refuse('second-factor-required', { challenge, methods: ['totp', 'recovery'], trustDeviceDays: 30 })
  }
  const choose = (body: Record<string, unknown>) => {
    const [userId = '', transport = ''] = String(body['choice']).split(' ')
    return (body['end'] as string[]).length === 0 ? refuse('session-limit', { choice: null }) : start(userId, transport)
  }
  const secondFactor = (body: Record<string, unknown>) => {
    const [userId = '', transport = ''] = String(body['challenge']).split(' ')
    if (body['code'] !== '287082') return refuse('second-factor-wrong', { triesLeft: 4 })
    return start(userId, transport)
  }
  const refresh = (body: Record<string, unknown>) => {
    if (!isText(64, body['attempt'])) return badRequest()
    const transport = body['refreshToken'] === undefined ? 'cookie' : 'bearer'
    const token = transport === 'cookie' ? jar.get(cookie) : String(body['refreshToken'])
    const [id = '', generation = ''] = (token ?? '').split('.')
    const session = sessions.get(id)
    if (session === undefined) return refuse('refresh-invalid')
    lapse(session)
    if (session.endedAs !== null) return refuse('session-ended', session.endedAs)
    const behind = session.generation - Number(generation)
    const attempt = (body['attempt'] as string | undefined) ?? null
    const isRepeat =
      behind === 1 && ((attempt !== null && attempt === session.attempt) || now() - session.refreshedAt < 10_000)
    if (behind !== 0 && !isRepeat) {
      session.endedAs = { cause: 'reuse', message: null, endedAt: iso(now()) }
      return refuse('refresh-reused')
    }
    if (behind === 0) Object.assign(session, { generation: session.generation + 1, attempt, refreshedAt: now() })
    if (body['active'] !== false) session.activeAt = now()
    return granted(session, transport)
  }
  const withAccess = (authorization: string | null, run: (session: Session) => ReturnType<typeof ok>) => {
    const found = ofAccess(authorization)
    if (found === null) return refuse('not-signed-in')
    lapse(found.session)
    if (found.session.endedAs !== null) return refuse('session-ended', found.session.endedAs)
    return found.isGood ? run(found.session) : refuse('not-signed-in')
  }
  const proved = (session: Session) => {
    const { accessToken, accessExpiresAt, session: now } = grant(session, 'cookie')
    return ok({ accessToken, accessExpiresAt, session: now })
  }
  const reauthenticate = (session: Session, { password }: Record<string, unknown>) => {
    if (password !== 'correct horse') return badRequest()
    if (people[person(session.userId).email]?.hasFactor === true)
      return refuse('second-factor-required', {
        challenge: session.id,
        methods: ['totp', 'recovery'],
        trustDeviceDays: 0,
      })
    return proved(session)
  }
  const reauthenticateByFactor = (session: Session, { challenge, code }: Record<string, unknown>) =>
    challenge === session.id && code === '287082' ? proved(session) : refuse('second-factor-wrong', { triesLeft: 4 })
  const end = (sessionId: string, endedAs: Record<string, unknown>) => {
    const session = sessions.get(sessionId)
    if (session === undefined || session.endedAs !== null) return
    session.endedAs = { message: null, endedAt: iso(now()), ...endedAs }
    const followed = streams.filter((stream) => stream.sessionId === sessionId)
    for (const { say } of followed) say(`event: ended\ndata: ${JSON.stringify(session.endedAs)}\n\n`)
  }
  const logout = (body: Record<string, unknown>, authorization: string | null) => {
    const [id = ''] = String(body['refreshToken'] ?? jar.get(cookie) ?? '').split('.')
    const session = sessions.get(id) ?? ofAccess(authorization)?.session
    if (session !== undefined && session.endedAs === null)
      session.endedAs = { cause: body['cause'], message: null, endedAt: iso(now()) }
    return { answer: () => new Response(null, { status: 204 }), set: () => void jar.delete(cookie) }
  }
  const events = (authorization: string | null, signal: AbortSignal | null) =>
    withAccess(authorization, ({ id: sessionId }) => ({
      answer: () => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            const say = (text: string | null) => {
              if (text === null) controller.close()
              else controller.enqueue(new TextEncoder().encode(text))
            }
            streams.push({ sessionId, say })
            signal?.addEventListener('abort', () => {
              streams = streams.filter((one) => one.say !== say)
              try {
                controller.error(new DOMException('aborted', 'AbortError'))
              } catch {
                // It had ended.
              }
            })
          },
        })
        return new Response(body)
      },
      set: undefined,
    }))
  const decide = (
    route: string,
    body: Record<string, unknown>,
    authorization: string | null,
    signal: AbortSignal | null,
  ) => {
    switch (route) {
      case 'POST /v1/auth/login':
        return login(body)
      case 'POST /v1/auth/login/choose':
        return choose(body)
      case 'POST /v1/auth/reauthenticate':
        return withAccess(authorization, (session) => reauthenticate(session, body))
      case 'POST /v1/auth/reauthenticate/second-factor':
        return withAccess(authorization, (session) => reauthenticateByFactor(session, body))
      case 'POST /v1/auth/second-factor':
        return secondFactor(body)
      case 'POST /v1/auth/refresh':
        return refresh(body)
      case 'POST /v1/auth/logout':
        return logout(body, authorization)
      case 'POST /v1/auth/logout-all':
        return withAccess(authorization, (session) => {
          end(session.id, { cause: 'user' })
          return ok({ ended: 3 })
        })
      case 'GET /v1/auth/session':
        return withAccess(authorization, (session) =>
          ok({ active: true, session: shown(session), user: person(session.userId), tenant }),
        )
      case 'POST /v1/auth/session/activity':
        return withAccess(authorization, (session) => {
          session.activeAt = now()
          const { lastActiveAt, idleExpiresAt } = shown(session)
          return ok({ lastActiveAt, idleExpiresAt })
        })
      case 'GET /v1/me/events':
        return events(authorization, signal)
      case 'GET /v1/me/sessions':
        return withAccess(authorization, (session) => ok({ items: [{ id: session.id }], nextCursor: null }))
      case 'GET /orders':
      case 'POST /orders':
        return withAccess(authorization, () => ok({ orders: [], sent: body }))
      default:
        return refuse('not-found')
    }
  }
  const never = (signal: AbortSignal | null) =>
    new Promise<never>((_, reject) =>
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
    )
  const ask = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    const route = `${request.method} ${pathname}`
    const authorization = request.headers.get('Authorization')
    const text = await request.text()
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    asked.push({ route, search, body, authorization, at: time.now() })
    const trouble = next.get(route)?.shift()
    if (trouble === 'silence') throw new TypeError('network')
    if (trouble === 'never') return never(request.signal)
    if (typeof trouble === 'function') return trouble()
    if (trouble instanceof Response) return trouble
    const { answer, set } = decide(route, body, authorization, request.signal)
    await Promise.resolve()
    if (trouble === 'lost') throw new TypeError('network')
    if (trouble instanceof Promise) await trouble
    set?.()
    return answer()
  }
  /** Node forgets to abort a request that nobody holds. */
  const open = new Set<Request>()
  const fetchFrom = async (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    open.add(request)
    const isRefresh = request.url.endsWith('/v1/auth/refresh')
    if (isRefresh) running.refreshes += 1
    running.most = Math.max(running.most, running.refreshes)
    try {
      return await ask(request)
    } finally {
      open.delete(request)
      if (isRefresh) running.refreshes -= 1
    }
  }
  return {
    fetch: fetchFrom,
    asked,
    running,
    sessions,
    jar,
    limits,
    clock,
    end,
    streams: () => streams.length,
    say: (text: string | null) => streams.forEach(({ say }) => say(text)),
    troubles(route: string, ...troubles: Trouble[]) {
      next.set(route, [...(next.get(route) ?? []), ...troubles])
    },
    calm: () => next.clear(),
    requests: (route: string) => asked.filter((one) => one.route.endsWith(route)),
  }
}
