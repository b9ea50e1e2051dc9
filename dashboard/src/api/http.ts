import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { ApiError, isAbort, isUnanswered, problemOf, unreachable, unreadable } from './problem.ts'

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

export interface RequestOptions {
  query?: Query
  signal?: AbortSignal | undefined
  /** Makes a POST or DELETE safe to repeat: the server carries out one key once and answers a repeat alike. */
  idempotencyKey?: string
  /** The `ETag` of what the request changes: it is refused where that is another by now. */
  ifMatch?: string
  /** What the form asks for anyway proves who somebody is, so that they are not asked for it twice. */
  proof?: TypedPassword
}

/** A password that somebody typed beside a change, and where the body has it. */
export interface TypedPassword {
  password: string
  /** Such as `body.current`. */
  path: string
}

export interface Answered<Body> {
  body: Body
  /** How far the view covered the log, or where the command's last event is. Opaque: compare it and hand it back. */
  position: string | null
}

/** Requests as the signed-in person. Every failure is an `ApiError`, or an `AbortError` when `signal` aborts. */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<Answered<unknown>>
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answered<unknown>>
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Answered<unknown>>
  patch(path: string, body?: unknown, options?: RequestOptions): Promise<Answered<unknown>>
  delete(path: string, body?: unknown, options?: RequestOptions): Promise<Answered<unknown>>
}

export interface HttpDependencies {
  /** Fetches an address of the server, such as `/v1/me`. */
  fetch(path: string, init: RequestInit): Promise<Response>
  /** Answers a token that is good for a while, after renewing it if needed; null: signed out. */
  token(): Promise<string | null>
  /** Answers another token when the server no longer takes `stale`; null: signed out. */
  renewed(stale: string): Promise<string | null>
  /**
   * Asks the person to prove again who they are. Answers whether they did; then the request is repeated.
   * @throws ApiError what speaks against `typed`
   */
  reauthenticate(wanted: ApiError, typed: TypedPassword | undefined): Promise<boolean>
  /** Called with every refusal, so that the first request to learn that the session ended tells the whole page. */
  onRefusal(error: ApiError): void
  /** Called with the answer's `Date`, which has whole seconds. */
  onServerTime(serverTime: string): void
  wait(ms: number): Promise<void>
  random(): number
}

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  options: RequestOptions
}

const retries = 2
const firstPauseMs = 300
const longestPauseMs = 5_000
/** A request that takes longer counts as unanswered. */
const answerWithinMs = 15_000

export const queryString = (query: Query = {}): string => {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const terms = present.flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [key, String(one)]),
  )
  const text = new URLSearchParams(terms).toString()
  return text === '' ? '' : `?${text}`
}

const headersOf = ({ body, options }: Call, token: string | null): Record<string, string> => ({
  Accept: 'application/json',
  'Rollcall-Client': dashboardClientId,
  ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  ...(body === undefined ? {} : { 'Content-Type': body instanceof Blob ? body.type : 'application/json' }),
  ...(options.idempotencyKey === undefined ? {} : { 'Idempotency-Key': options.idempotencyKey }),
  ...(options.ifMatch === undefined ? {} : { 'If-Match': options.ifMatch }),
})

/** A file is sent as it is. */
const bodyOf = ({ body }: Call): Blob | string | null => {
  if (body instanceof Blob) return body
  return body === undefined ? null : JSON.stringify(body)
}

const isRepeatable = ({ method, options }: Call): boolean => method !== 'POST' || options.idempotencyKey !== undefined

/** How long to wait before asking again; null: do not ask again. */
const pauseBefore = (error: ApiError, attempt: number, random: number): number | null => {
  if (attempt >= retries || !(isUnanswered(error) || error.status === 429) || error.status === 500) return null
  const asked = error.retryAfterSeconds === null ? 0 : error.retryAfterSeconds * 1000
  const pause = Math.max(asked, firstPauseMs * 3 ** attempt * (0.75 + random / 2))
  return pause > longestPauseMs ? null : pause
}

const tokenRefused = new Set(['not-signed-in', 'token-outdated'])

const send = async (dependencies: HttpDependencies, call: Call, token: string | null): Promise<Response> => {
  const url = call.path + queryString(call.options.query)
  try {
    const response = await dependencies.fetch(url, {
      method: call.method,
      headers: headersOf(call, token),
      body: bodyOf(call),
      signal: AbortSignal.any([
        AbortSignal.timeout(answerWithinMs),
        ...(call.options.signal ? [call.options.signal] : []),
      ]),
      credentials: 'same-origin',
      cache: 'no-store',
    })
    const date = response.headers.get('Date')
    if (date !== null) dependencies.onServerTime(date)
    return response
  } catch (error) {
    if (isAbort(error)) throw error
    throw unreachable()
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable()
  }
}

const answered = async (response: Response): Promise<Answered<unknown>> => {
  if (!response.ok) throw await problemOf(response)
  const text = await response.text()
  return { body: text === '' ? undefined : parsed(text), position: response.headers.get('Rollcall-Position') }
}

/** Tries once. If the server refuses the token, renews it and tries once more. */
const tryOnce = async (dependencies: HttpDependencies, call: Call): Promise<Answered<unknown>> => {
  const token = await dependencies.token()
  try {
    return await answered(await send(dependencies, call, token))
  } catch (error) {
    if (!(error instanceof ApiError) || !tokenRefused.has(error.code) || token === null) throw error
    const next = await dependencies.renewed(token)
    if (next === null) throw error
    return await answered(await send(dependencies, call, next))
  }
}

/** However often the server wants a newer proof: each time the person may say no. */
const tryProving = async (dependencies: HttpDependencies, call: Call): Promise<Answered<unknown>> => {
  for (let { proof } = call.options; ; proof = undefined) {
    try {
      return await tryOnce(dependencies, call)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'reauthentication-required') throw error
      if (!(await dependencies.reauthenticate(error, proof))) throw error
    }
  }
}

const request = async (dependencies: HttpDependencies, call: Call): Promise<Answered<unknown>> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await tryProving(dependencies, call)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const pause = isRepeatable(call) ? pauseBefore(error, attempt, dependencies.random()) : null
      if (pause === null) {
        dependencies.onRefusal(error)
        throw error
      }
      await dependencies.wait(pause)
      call.options.signal?.throwIfAborted()
    }
  }
}

export const createHttp = (dependencies: HttpDependencies): Http => ({
  get: (path, options = {}) => request(dependencies, { method: 'GET', path, options }),
  post: (path, body, options = {}) => request(dependencies, { method: 'POST', path, body, options }),
  put: (path, body, options = {}) => request(dependencies, { method: 'PUT', path, body, options }),
  patch: (path, body, options = {}) => request(dependencies, { method: 'PATCH', path, body, options }),
  delete: (path, body, options = {}) => request(dependencies, { method: 'DELETE', path, body, options }),
})
