import { createAlarm } from './alarm.ts'
import type { Later } from './clock.ts'
import { problemOf, unreachable, unreadable } from './problem.ts'

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  body?: unknown
  accessToken?: string | null | undefined
  signal?: AbortSignal | undefined
  /** Default 15,000. */
  withinMs?: number | undefined
}

export interface Answer {
  /** Empty: the answer has none. */
  body: unknown
  position: string | null
}

/** Requests to Rollcall. Every failure is an `ApiError`, or an `AbortError` where `signal` aborts. */
export interface Http {
  /** An answer that goes on for as long as `signal` lets it. */
  open(path: string, call: Call & { signal: AbortSignal }): Promise<Response>
  ask(path: string, call?: Call): Promise<Answer>
}

interface HttpNeeds {
  baseUrl: string
  client: string
  fetch: typeof fetch
  transport: 'cookie' | 'bearer'
  later: Later
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable()
  }
}

export const createHttp = ({ baseUrl, client, fetch, transport, later }: HttpNeeds): Http => {
  const requestOf = ({ method, body, accessToken }: Call): RequestInit => ({
    method: method ?? 'GET',
    headers: {
      Accept: 'application/json',
      'Rollcall-Client': client,
      ...(typeof accessToken !== 'string' ? {} : { Authorization: `Bearer ${accessToken}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: transport === 'cookie' ? 'include' : 'omit',
    cache: 'no-store',
    // A password or refresh token goes to the one address that the application named, wherever an answer would send it.
    redirect: 'error',
  })
  const stopIfAborted = ({ signal }: Call) => {
    if (signal?.aborted === true) throw signal.reason
  }
  /** Without `AbortSignal.timeout` and `any`, which not every phone has. */
  const within = async <Result>(call: Call, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
    stopIfAborted(call)
    const cut = new AbortController()
    const alarm = createAlarm(later)
    const abort = () => cut.abort()
    call.signal?.addEventListener('abort', abort)
    alarm.set(call.withinMs ?? 15_000, abort)
    try {
      return await run(cut.signal)
    } finally {
      alarm.clear()
      call.signal?.removeEventListener('abort', abort)
    }
  }
  const answered = async <Result>(call: Call, answer: Promise<Result>): Promise<Result> => {
    try {
      return await answer
    } catch {
      stopIfAborted(call)
      throw unreachable()
    }
  }
  const open = async (path: string, call: Call, signal: AbortSignal): Promise<Response> => {
    const response = await answered(call, fetch(baseUrl + path, { ...requestOf(call), signal }))
    if (!response.ok) throw await problemOf(response)
    return response
  }
  return {
    open: (path, call) => open(path, call, call.signal),
    ask: (path, call = {}) =>
      within(call, async (signal) => {
        const response = await open(path, call, signal)
        const text = await answered(call, response.text())
        return { body: text && jsonOf(text), position: response.headers.get('Rollcall-Position') }
      }),
  }
}
