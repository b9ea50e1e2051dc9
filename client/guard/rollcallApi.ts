/** Rollcall has answered, but not with what was asked for. */
export class RefusedByRollcall extends Error {
  readonly status: number
  /** What it said with 429 or 503; 0: nothing. */
  readonly retryAfterMs: number
  constructor(what: string, { status, headers }: Response) {
    super(`Rollcall answered ${what} with ${status}`)
    this.status = status
    this.retryAfterMs = (Number(headers.get('retry-after')) || 0) * 1000
  }
}

export interface RollcallApiNeeds {
  baseUrl: string
  apiKey: string
  fetch: typeof fetch
}

interface Call {
  query?: Record<string, string>
  /** Sent as JSON; parameters as a form. */
  body?: object | URLSearchParams
  signal: AbortSignal
}

export type RollcallApi = ReturnType<typeof rollcallApi>

const contentOf = (body: object | undefined): Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } => {
  if (body === undefined) return {}
  if (body instanceof URLSearchParams) return { method: 'POST', body }
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

/** How a guard calls Rollcall: that one address and no other, wherever an answer would send it. */
export const rollcallApi = ({ baseUrl, apiKey, fetch }: RollcallApiNeeds) => {
  const root = baseUrl.replace(/\/+$/, '')
  /** @throws RefusedByRollcall, and what `fetch` throws */
  const call = async (path: string, { query, body, signal }: Call): Promise<Response> => {
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    const { headers, ...content } = contentOf(body)
    const response = await fetch(root + path + search, {
      ...content,
      headers: { ...headers, 'rollcall-key': apiKey },
      redirect: 'error',
      signal,
    })
    if (response.ok) return response
    await response.body?.cancel()
    throw new RefusedByRollcall(path, response)
  }
  return {
    call,
    /** The same with an answer in JSON, within `withinMs`. */
    async json(path: string, { withinMs, ...request }: Omit<Call, 'signal'> & { withinMs: number }): Promise<unknown> {
      const response = await call(path, { ...request, signal: AbortSignal.timeout(withinMs) })
      const text = await response.text()
      return text === '' ? null : JSON.parse(text)
    },
  }
}
