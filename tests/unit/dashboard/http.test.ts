import { describe, expect, it } from 'vitest'
import { createHttp, queryString, type HttpDependencies } from '../../../dashboard/src/api/http.ts'
import { ApiError } from '../../../dashboard/src/api/problem.ts'
import { failureWords } from '../../../dashboard/src/composables/refusalWords.ts'

type Reply = Response | 'silence'

const json = (body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { headers })
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ title: code, status, code, id: 'report-1' }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })

const open = (replies: Reply[], overrides: Partial<HttpDependencies> = {}) => {
  const sent: { url: string; init: RequestInit }[] = []
  const waits: number[] = []
  const refusals: ApiError[] = []
  const http = createHttp({
    async fetch(input, init) {
      sent.push({ url: String(input), init: init ?? {} })
      const reply = replies.shift()
      if (reply === 'silence' || reply === undefined) throw new TypeError('Failed to fetch')
      return reply
    },
    token: async () => 'token-1',
    renewed: async () => 'token-2',
    reauthenticate: async () => false,
    onRefusal: (error) => void refusals.push(error),
    onServerTime: () => {},
    wait: async (ms) => void waits.push(ms),
    random: () => 0.5,
    ...overrides,
  })
  return { http, sent, waits, refusals }
}
const headersOf = (init: RequestInit) => new Headers(init.headers)

describe('a request', () => {
  it('carries token and client, and answers body and position', async () => {
    const { http, sent } = open([json({ items: [] }, { 'Rollcall-Position': 'p7' })])
    const answer = await http.get('/v1/sessions', { query: { filter: 'country:DE', cursor: null, limit: 50 } })
    expect(answer).toEqual({ body: { items: [] }, position: 'p7' })
    expect(sent[0]?.url).toBe('/v1/sessions?filter=country%3ADE&limit=50')
    expect(headersOf(sent[0]!.init).get('authorization')).toBe('Bearer token-1')
    expect(headersOf(sent[0]!.init).get('rollcall-client')).toBe('dashboard')
  })

  it('leaves out what has no value', () => {
    expect(queryString({ a: undefined, b: null, c: '', d: false, e: 0 })).toBe('?d=false&e=0')
    expect(queryString({})).toBe('')
  })

  it('is sent again with a renewed token when the server no longer takes the old one', async () => {
    const { http, sent } = open([problem(401, 'token-outdated'), json({})])
    await http.post('/v1/sessions/1/revoke', { reason: 'x' })
    expect(sent.map(({ init }) => headersOf(init).get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('is sent again, the same, once its person has confirmed who they are', async () => {
    const wanted: string[] = []
    const reauthenticate = async ({ code }: ApiError) => wanted.push(code) > 0
    const { http, sent, refusals } = open([problem(401, 'reauthentication-required'), json({})], { reauthenticate })
    await http.put('/v1/users/1/roles', { roles: ['admin'] }, { idempotencyKey: 'key-1' })
    expect(wanted).toEqual(['reauthentication-required'])
    expect(sent.map(({ init }) => [init.body, headersOf(init).get('idempotency-key')])).toEqual([
      ['{"roles":["admin"]}', 'key-1'],
      ['{"roles":["admin"]}', 'key-1'],
    ])
    expect(refusals).toEqual([])
  })

  it('is refused when its person does not want to confirm that', async () => {
    const { http, sent } = open([problem(401, 'reauthentication-required')])
    await expect(http.put('/v1/users/1/roles', {})).rejects.toMatchObject({ code: 'reauthentication-required' })
    expect(sent).toHaveLength(1)
  })

  it('reports an ended session and does not try again', async () => {
    const { http, sent, refusals } = open([problem(401, 'session-ended')])
    await expect(http.get('/v1/sessions')).rejects.toMatchObject({ code: 'session-ended', id: 'report-1' })
    expect(sent).toHaveLength(1)
    expect(refusals.map(({ code }) => code)).toEqual(['session-ended'])
  })

  it('says unreachable when no answer comes, and unreadable for the words of a proxy', async () => {
    const silent = open(['silence', 'silence', 'silence'])
    await expect(silent.http.get('/v1/log')).rejects.toMatchObject({ code: 'unreachable', status: 0 })
    const proxy = open([new Response('<h1>Not allowed</h1>', { status: 403 })])
    await expect(proxy.http.get('/v1/log')).rejects.toMatchObject({ code: 'unreadable', status: 403 })
  })

  it('has no report where the server, still starting, names none', async () => {
    const starting = () => new Response('{"title":"Not ready","status":503,"code":"not-ready"}', { status: 503 })
    const { http } = open([starting(), starting(), starting()])
    const error: unknown = await http.get('/v1/sessions').catch((failure: unknown) => failure)
    expect(error).toMatchObject({ code: 'not-ready', id: '' })
    expect(failureWords(error as ApiError, false)).toBe('The server is starting. Trying again.')
    expect(failureWords(error as ApiError, true)).toBe('The server is starting. Try again.')
  })

  it('is not heard of again once aborted', async () => {
    const controller = new AbortController()
    const { http, refusals } = open([], {
      fetch: async () => {
        controller.abort()
        throw new DOMException('aborted', 'AbortError')
      },
    })
    await expect(http.get('/v1/log', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(refusals).toEqual([])
  })
})

describe('a failed request', () => {
  it('is repeated, more slowly each time, when it is a read', async () => {
    const { http, waits } = open(['silence', problem(503, 'view-behind'), json({})])
    await http.get('/v1/sessions')
    expect(waits).toEqual([300, 900])
  })

  it('is repeated as a command only under an idempotency key', async () => {
    const bare = open(['silence', json({})])
    await expect(bare.http.post('/v1/operations', {})).rejects.toMatchObject({ code: 'unreachable' })
    const keyed = open(['silence', json({})])
    await keyed.http.post('/v1/operations', {}, { idempotencyKey: 'key-1' })
    expect(keyed.sent.map(({ init }) => headersOf(init).get('idempotency-key'))).toEqual(['key-1', 'key-1'])
  })

  it('waits as long as the server asks, unless that is longer than a person would', async () => {
    const short = open([problem(429, 'rate-limited', { 'Retry-After': '2' }), json({})])
    await short.http.get('/v1/sessions')
    expect(short.waits).toEqual([2000])
    const long = open([problem(429, 'rate-limited', { 'Retry-After': '60' })])
    await expect(long.http.get('/v1/sessions')).rejects.toMatchObject({ retryAfterSeconds: 60 })
  })

  it('stands when the server says that it is wrong, or broke over it', async () => {
    for (const [status, code] of [
      [400, 'invalid-filter'],
      [404, 'not-found'],
      [500, 'internal'],
    ] as const) {
      const { http, sent } = open([problem(status, code)])
      await expect(http.get('/v1/sessions')).rejects.toMatchObject({ code })
      expect(sent).toHaveLength(1)
    }
  })
})
